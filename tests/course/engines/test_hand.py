import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sslgrade.course.engines.hand import Hand
from sslgrade.course.engines.tasks import EngineError, Setup, Task

MakeTask = Callable[..., Task]


@pytest.fixture
def hand(setup: Setup) -> Iterator[Hand]:
    made = Hand(setup)
    yield made
    made.close()


def gone(pid: int, patience_s: float = 10.0) -> bool:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_it_answers_task_by_task(hand: Hand, task: MakeTask) -> None:
    tasks = [task(), task("x = 1\n")]
    hand.give(tasks)
    assert hand.pending == tasks
    found = [hand.take(), hand.take()]
    assert [done.key for done in found if done] == [t.key for t in tasks]
    assert hand.pending == []


def test_a_killed_one_says_nothing_more_and_keeps_what_is_left(hand: Hand, task: MakeTask) -> None:
    hand.give([task(), task("x = 1\n")])
    hand.take()
    os.kill(hand.pid, signal.SIGKILL)
    hand.take()
    assert hand.take() is None
    assert len(hand.pending) <= 1


def test_what_nobody_can_grade_is_an_error(hand: Hand, task: MakeTask) -> None:
    hand.give([task(bundle="other")])
    with pytest.raises(EngineError, match="another version of it"):
        hand.take()


def test_a_file_beside_the_class_is_never_imported(
    setup: Setup, task: MakeTask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "json", "sslgrade"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    made = Hand(setup)
    made.give([task()])
    done = made.take()
    made.close()
    assert done is not None
    assert done.report is not None
    assert done.report["status"] == "passed"


OWNER = """
import sys, time
from sslgrade.course.engines.hand import Hand
from sslgrade.course.engines.tasks import Setup, Task
hand = Hand(Setup(root=sys.argv[1]))
text = b"def square_loss(p, t):\\n    while True: pass\\n"
hand.give([Task("k", "square_loss", "numpy", text, sys.argv[2], 1)])
print(hand.pid, flush=True)
time.sleep(60)
"""


def test_it_dies_with_its_owner_in_the_middle_of_a_task(setup: Setup, task: MakeTask) -> None:
    argv = [sys.executable, "-c", OWNER, str(setup.root), task().bundle]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        time.sleep(1.0)
        children = _below(pid)
        owner.kill()
    assert gone(pid)
    assert all(gone(child) for child in children)


def _below(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for path in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, path.read_text().split())
    return found[1:]


def test_closing_leaves_nothing(setup: Setup, task: MakeTask) -> None:
    made = Hand(setup)
    made.give([task()])
    made.take()
    pids = [made.pid, *_below(made.pid)]
    assert len(pids) > 1
    made.close()
    assert all(gone(pid) for pid in pids)
