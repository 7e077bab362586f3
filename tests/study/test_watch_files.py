import os
import select
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sslgrade.study.watch_files import POLL_S, SAFETY_S, Alarm, Files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "ws"
    (folder / "01_first").mkdir(parents=True)
    for name in ("one", "two", "other"):
        (folder / "01_first" / f"{name}.py").write_text("x = 1\n")
    return folder


@pytest.fixture
def files(root: Path) -> Files:
    return Files(root, ["one", "two"])


def one(root: Path) -> Path:
    return root / "01_first" / "one.py"


def later(path: Path, seconds: int) -> None:
    stamp = time.time_ns() + seconds * 1_000_000_000
    os.utime(path, ns=(stamp, stamp))


def replaced(path: Path) -> None:
    fresh = path.with_name("4913")
    fresh.write_text("x = 2\n")
    os.replace(fresh, path)


def removed_and_written(path: Path) -> None:
    path.unlink()
    path.write_text("x = 2\n")


SAVES: list[Callable[[Path], object]] = [
    lambda path: path.write_text("x = 22\n"),
    lambda path: later(path, 5),
    replaced,
    removed_and_written,
]


@pytest.mark.parametrize("save", SAVES)
def test_a_save_is_seen_once(root: Path, files: Files, save: Callable[[Path], object]) -> None:
    assert files.saved() == []
    save(one(root))
    assert files.saved() == ["one"]
    assert files.saved() == []


def test_the_latest_comes_first(root: Path, files: Files) -> None:
    later(one(root), 5)
    later(one(root).with_name("two.py"), 9)
    later(one(root).with_name("other.py"), 12)
    assert files.saved() == ["two", "one"]


def test_deleted_files_and_folders_are_no_saves_and_may_come_back(root: Path, files: Files) -> None:
    one(root).unlink()
    assert files.saved() == []
    shutil.rmtree(root)
    assert files.saved() == []
    one(root).parent.mkdir(parents=True)
    one(root).write_text("x = 3\n")
    assert files.saved() == ["one"]


def test_a_file_that_is_being_written_is_waited_for(root: Path, files: Files) -> None:
    one(root).write_text("")
    writer = threading.Timer(0.05, lambda: one(root).write_text("x = 44\n"))
    writer.start()
    assert files.saved() == ["one"]
    writer.join()
    assert files.saved() == []


@pytest.fixture(params=["poll", "without watchfiles", "watchfiles"])
def alarm(
    request: pytest.FixtureRequest, root: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Alarm]:
    if request.param == "watchfiles":
        pytest.importorskip("watchfiles")
    if request.param == "without watchfiles":
        monkeypatch.setitem(sys.modules, "watchfiles", None)
    made = Alarm(root, poll=request.param == "poll")
    assert made.interval == (SAFETY_S if request.param == "watchfiles" else POLL_S)
    yield made
    made.close()


def rings(alarm: Alarm, change: Callable[[], object]) -> bool:
    """Whether a change wakes us; it is repeated, because a listener needs time to begin."""
    for _ in range(50):
        change()
        if select.select([alarm.fd], [], [], 0.1)[0]:
            alarm.hush()
            return True
    return False


def test_an_alarm_rings_for_saves_and_for_a_folder_that_comes_back(
    root: Path, alarm: Alarm
) -> None:
    if alarm.interval == POLL_S:
        one(root).write_text("x = 2\n")
        assert select.select([alarm.fd], [], [], 0.1)[0] == []
        return
    assert rings(alarm, lambda: one(root).write_text("x = 2\n"))
    shutil.rmtree(root)
    one(root).parent.mkdir(parents=True)
    assert rings(alarm, lambda: replaced(one(root)))
