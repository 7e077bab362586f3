import os
import signal
from collections.abc import Callable, Iterator, Sequence

import pytest

from sslgrade.course.engines import local, pace
from sslgrade.course.engines.hand import Hand
from sslgrade.course.engines.local import Local
from sslgrade.course.engines.poison import MOST_DEATHS
from sslgrade.course.engines.tasks import EngineError, Setup, Task

MakeTask = Callable[..., Task]
RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"
KILLS = (
    "import os, signal\n"
    "def square_loss(pred, target):\n"
    "    os.kill(os.getppid(), signal.SIGKILL)\n"
    "    return 0.0\n"
)
BOMB = "x = [bytearray(10_000_000) for _ in range(10_000)]\n"


@pytest.fixture(autouse=True)
def several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few tasks would be graded by one process: its start is worth more than they are."""
    monkeypatch.setattr(pace, "WORTH_S", -1.0)
    monkeypatch.setattr(pace, "PATIENCE_S", -1.0)


@pytest.fixture
def engine(setup: Setup) -> Iterator[Local]:
    made = Local(setup, 2)
    yield made
    made.close()


def test_every_task_once(engine: Local, task: MakeTask) -> None:
    tasks = [task(f"{RIGHT}# {i}\n") for i in range(20)] + [task("x = 1\n")]
    found = {done.key: done for done in engine.run(tasks)}
    assert len(engine._hands) == 2
    assert set(found) == {t.key for t in tasks}
    reports = [done.report for done in found.values() if done.report]
    assert sorted(r["status"] for r in reports) == ["failed"] + ["passed"] * 20
    assert list(engine.run([])) == []


def test_a_killed_process_loses_nothing(engine: Local, task: MakeTask) -> None:
    tasks = [task(f"{RIGHT}# {i}\n") for i in range(30)]
    found = []
    for done in engine.run(tasks):
        found.append(done)
        if len(found) in (3, 12):
            os.kill(next(iter(engine._hands)).pid, signal.SIGKILL)
    assert sorted(done.key for done in found) == sorted(t.key for t in tasks)
    assert {done.report["status"] for done in found if done.report} == {"passed"}
    assert not [done.fault for done in found if done.fault]


def test_poison_harms_nobody(engine: Local, task: MakeTask) -> None:
    poison = [task(KILLS), task(BOMB)]
    tasks = [task(f"{RIGHT}# {i}\n") for i in range(4)] + poison + [task()]
    found = {done.key: done.report for done in engine.run(tasks)}
    honest = [found[t.key] for t in tasks if t not in poison]
    assert [r["status"] for r in honest if r] == ["passed"] * 5
    bad = [found[t.key] for t in poison]
    assert [(r["score"], r["status"], r["reason"]) for r in bad if r] == [
        (0, "failed", "wrong"),
        (0, "error", "memory"),
    ]


def test_who_ends_the_process_that_grades_again_and_again_gets_a_reason(
    setup: Setup, task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that we know of can do that; a stand-in for what we do not know."""
    deadly, tasks = task("deadly"), [task(f"{RIGHT}# {i}\n") for i in range(6)]

    class Mortal(Hand):
        def give(self, tasks: Sequence[Task]) -> None:
            super().give(tasks)
            if deadly.key in {t.key for t in tasks}:
                os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(local, "Hand", Mortal)
    engine = Local(setup, 2)
    found = {done.key: done.report for done in engine.run([deadly, *tasks])}
    engine.close()
    assert len(found) == 7
    report = found[deadly.key]
    assert report is not None
    assert (report["status"], report["reason"], report["score"]) == ("error", "crash", 0)
    assert report["message"] == (
        f"The process that grades ended {MOST_DEATHS} times while it graded this code. "
        "Show it to your instructor."
    )
    assert [found[t.key]["status"] for t in tasks] == ["passed"] * 6  # type: ignore[index]


def test_a_machine_that_kills_everything_is_named(
    setup: Setup, task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead(Hand):
        def give(self, tasks: Sequence[Task]) -> None:
            os.kill(self.pid, signal.SIGKILL)
            super().give(tasks)

    monkeypatch.setattr(local, "Hand", Dead)
    engine = Local(setup, 2)
    tasks = [task(f"{RIGHT}# {i}\n") for i in range(40)]
    with pytest.raises(EngineError, match="this machine is likely short of memory"):
        list(engine.run(tasks))
    assert not engine._hands


def test_a_process_that_stalls_is_replaced(
    setup: Setup, task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "STALLED_S", 4.0)
    monkeypatch.setattr(local, "LOOK_S", 0.1)
    stopped: list[int] = []

    class Lazy(Hand):
        def give(self, tasks: Sequence[Task]) -> None:
            if not stopped:
                stopped.append(self.pid)
                os.kill(self.pid, signal.SIGSTOP)
            super().give(tasks)

    monkeypatch.setattr(local, "Hand", Lazy)
    monkeypatch.setattr(local, "MOST_DEATHS", 50)
    engine = Local(setup, 1)
    (done,) = engine.run([task()])
    engine.close()
    assert done.report is not None
    assert stopped
