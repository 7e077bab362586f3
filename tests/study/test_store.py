import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sslgrade.study.errors import StudyError
from sslgrade.study.progress import store as progress_store
from sslgrade.study.store import Store, write_atomically

Numbers = dict[str, int]


def parse(document: Mapping[str, Any]) -> Numbers:
    return {str(key): int(value) for key, value in document["numbers"].items()}


def dump(value: Numbers) -> dict[str, Any]:
    return {"numbers": value}


def store(path: Path, say: Any = print) -> Store[Numbers]:
    return Store(path, 2, parse, dump, dict, say)


def test_a_missing_file_is_empty_and_reading_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "numbers.json"
    assert store(path).read() == {}
    assert not path.parent.exists()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "numbers.json"
    with store(path).changing() as numbers:
        numbers["one"] = 1
    assert store(path).read() == {"one": 1}
    assert json.loads(path.read_text()) == {"format_version": 2, "numbers": {"one": 1}}


def test_a_change_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    with store(path).changing() as numbers:
        numbers["one"] = 1
    with pytest.raises(ZeroDivisionError), store(path).changing() as numbers:
        numbers["two"] = 1 // 0
    assert store(path).read() == {"one": 1}


DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b"{}",
    b'{"format_version": 2}',
    b'{"format_version": "2", "numbers": {}}',
    b'{"format_version": 1, "numbers": {}}',
    b'{"format_version": 2, "numbers": []}',
    b'{"format_version": 2, "numbers": {"a": "x"}}',
    b'{"format_version": 2, "numbers": {"a": null}}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("changing", [False, True])
@pytest.mark.parametrize("content", DAMAGED, ids=[str(c[:40]) for c in DAMAGED])
def test_a_damaged_file_is_set_aside_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Any, content: bytes, changing: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "numbers.json"
    path.write_bytes(content)
    if changing:
        with store(path, said).changing() as numbers:
            assert numbers == {}
            numbers["one"] = 1
        assert store(path).read() == {"one": 1}
    else:
        assert store(path, said).read() == {}
    (aside,) = tmp_path.glob("numbers.json.damaged-*")
    assert aside.read_bytes() == content
    assert said.messages == [
        f"numbers.json was damaged. It was set aside as {aside.name}, and a new one begins. "
        "Your solutions are untouched: `sslgrade check` records them again."
    ]


def test_a_newer_file_is_refused_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "numbers.json"
    content = '{"format_version": 3, "figures": {}}'
    path.write_text(content)
    message = (
        "numbers.json: found format_version 3, expected 2: a newer sslgrade wrote it. "
        "Update sslgrade; the file was left as it is."
    )
    with pytest.raises(StudyError) as refused:
        store(path).read()
    assert str(refused.value) == message
    with pytest.raises(StudyError), store(path).changing():
        pass
    assert path.read_text() == content
    assert not list(tmp_path.glob("*damaged*"))


def test_a_folder_in_place_of_the_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "numbers.json").mkdir()
    with pytest.raises(StudyError) as refused:
        store(tmp_path / "numbers.json").read()
    assert str(refused.value) == (
        "numbers.json cannot be read: Is a directory. "
        "Make that folder readable and writable, then run the command again."
    )


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with (
        pytest.raises(
            StudyError, match="state is a file; expected the folder that keeps your progress"
        ),
        store(tmp_path / "state" / "numbers.json").changing(),
    ):
        pass


COUNTS = """
import sys
from pathlib import Path
from sslgrade.report.model import Isolation, Report
from sslgrade.study.progress import store
report = Report("e", "numpy", "passed", None, "full", 1, 1, (), None, None, None,
                Isolation("L1"), 1, 0.0, 0.0, 0.0)
for number in range(15):
    with store(Path(sys.argv[1]), print).changing() as progress:
        progress.get("shared", "numpy", "hash").add(report)
        progress.get(f"own-{sys.argv[2]}-{number}", "numpy", "hash").add(report)
"""


def test_concurrent_changes_are_all_kept(tmp_path: Path, said: Any) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", COUNTS, str(tmp_path), str(i)]) for i in range(4)
    ]
    assert [writer.wait() for writer in writers] == [0] * 4
    records = progress_store(tmp_path, said).read().records
    assert len(records) == 61
    assert records["shared/numpy/hash"].checks == 60
    assert sorted(p.name for p in tmp_path.iterdir()) == ["progress.json", "progress.lock"]
    assert said.messages == []


KILLED = """
import os, sys
from pathlib import Path
from sslgrade.study import store
os.fsync = lambda number: os.kill(os.getpid(), 9)
store.write_atomically(Path(sys.argv[1]), b"new")
"""


@pytest.mark.skipif(os.name != "posix", reason="kills with a POSIX signal")
def test_a_process_killed_while_writing_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    write_atomically(path, b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_bytes() == b"old"
    write_atomically(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert [p.name for p in tmp_path.iterdir()] == ["numbers.json"]
