import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from sslgrade import __version__
from sslgrade.content.catalogue import catalogue
from sslgrade.course.engines import grader, strength
from sslgrade.course.engines.grader import MOST_CONTEXTS, Grader
from sslgrade.course.engines.strength import refuse_weak
from sslgrade.course.engines.tasks import EngineError, Setup, Task
from sslgrade.grading import smallest
from sslgrade.grading.context import Context
from sslgrade.worker.isolation.plan import Plan

MakeTask = Callable[..., Task]
RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"


def test_reports_are_hidden_and_true(setup: Setup, task: MakeTask) -> None:
    with Grader(setup) as made:
        right = made.grade(task()).report
        wrong = made.grade(task(RIGHT.replace("mean", "sum"))).report
        broken = made.grade(task("def square_loss(:\n")).report
        bytes_ = made.grade(task("x", source=b"\xff\xfe")).report
    assert right is not None
    assert wrong is not None
    assert broken is not None
    assert bytes_ is not None
    assert [r["status"] for r in (right, wrong, broken, bytes_)] == [
        "passed",
        "failed",
        "error",
        "error",
    ]
    assert (right["score"], wrong["score"]) == (right["max_score"], 0)
    assert wrong["diagnosis"] is not None
    for report in (right, wrong, broken, bytes_):
        assert report["mode"] == "hidden"
        assert report["seed"] is None
        assert report["counterexample"] is None


def test_expected_values_are_made_once_for_a_class(
    setup: Setup, task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_contexts: list[int] = []

    class Counted(Context):
        def __init__(self, *given: object) -> None:
            made_contexts.append(1)
            super().__init__(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(grader, "Context", Counted)
    with Grader(setup) as made:
        for number in range(4):
            made.grade(task(f"{RIGHT}# {number}\n"))
        assert len(made_contexts) == 1
        for seed in range(MOST_CONTEXTS + 2):
            made.grade(task(seed=seed))
        assert len(made._contexts) == MOST_CONTEXTS


def test_no_counterexample_is_looked_for_that_nobody_will_see(
    setup: Setup, task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(smallest, "smallest", lambda *given: looked.append(1))
    with Grader(setup) as made:
        strange = task("def square_loss(pred, target):\n    return 7.25 + pred.sum() / 3\n")
        done = made.grade(strange)
        assert done.report is not None
        assert (done.report["status"], done.report["diagnosis"]) == ("failed", None)
        assert looked == []
        context = Context(catalogue(Path(str(setup.root))).get("square_loss"), "numpy", 7)
        made._contexts["square_loss", "numpy", 7] = context
        made.grade(strange)
    assert looked == [1]


def test_one_submission_never_changes_what_the_next_is_judged_by(
    setup: Setup, task: MakeTask
) -> None:
    spoils = (
        "def square_loss(pred, target):\n    pred[...] = 0\n    target[...] = 0\n    return 0.0\n"
    )
    with Grader(setup) as made:
        before = made.grade(task())
        assert made.grade(task(spoils)).report["score"] == 0  # type: ignore[index]
        after = made.grade(task(RIGHT + "# again\n"))
    assert before.report is not None
    assert after.report is not None
    assert after.report["checks"] == before.report["checks"]


def test_a_warm_process_that_is_killed_is_replaced(setup: Setup, task: MakeTask) -> None:
    with Grader(setup) as made:
        made.grade(task())
        os.kill(made._pool._zygotes["numpy"]._pid, signal.SIGKILL)
        done = made.grade(task(RIGHT + "# again\n"))
        assert done.report is not None
        assert done.report["status"] == "passed"


def test_another_version_of_the_exercise_is_refused(setup: Setup, task: MakeTask) -> None:
    found = task().bundle
    with Grader(setup) as made, pytest.raises(EngineError) as caught:
        made.grade(task(bundle="other"))
    assert str(caught.value) == (
        f"square_loss: a worker has another version of it (found {found}, expected other). "
        "Install the same sslgrade everywhere and restart the workers."
    )
    assert found.endswith(f"/{__version__}")


def test_a_fault_of_the_grader_is_told_and_not_taken_for_a_grade(
    setup: Setup, task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise ZeroDivisionError("in the reference")

    monkeypatch.setattr(grader, "grade_with", broken)
    with Grader(setup) as made:
        done = made.grade(task())
    assert (done.report, done.fault) == (None, "ZeroDivisionError: in the reference")


def test_a_class_is_not_graded_below_l2(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strength, "reach", lambda isolation, backend: Plan("L1"))
    with pytest.raises(EngineError) as caught:
        refuse_weak(setup, "numpy")
    assert str(caught.value) == (
        "this machine isolates learners' code at level L1; grading a class needs L2, below which "
        "code can read the solutions. `sslgrade doctor` says what is missing. For a class that "
        "you trust: --allow-weak-isolation."
    )
    refuse_weak(Setup(weak=True), "numpy")
    monkeypatch.setattr(strength, "reach", lambda isolation, backend: Plan("L2"))
    refuse_weak(setup, "numpy")


def test_the_refusal_holds_in_the_process_that_grades(task: MakeTask, setup: Setup) -> None:
    weak = Setup("L1", root=setup.root)
    with Grader(weak) as made, pytest.raises(EngineError, match="at level L1"):
        made.grade(task())
    with Grader(Setup("L1", weak=True, root=setup.root)) as made:
        done = made.grade(task())
        assert done.report is not None
        assert done.report["isolation"]["level"] == "L1"
