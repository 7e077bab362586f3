import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.study.selection import Target
from sslgrade.study.watch_grading import Warm

RIGHT = b"def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"


@pytest.fixture
def warm() -> Iterator[Warm]:
    made = Warm()
    yield made
    made.close()


def target(exercise: Exercise, source: bytes) -> Target:
    return Target(exercise, "numpy", source, Path("square_loss.py"), True, {}, True)


def test_one_warm_process_grades_what_was_saved(warm: Warm, square_loss: Exercise) -> None:
    warm.heat("numpy")
    wrong = warm.grade(target(square_loss, RIGHT.replace(b"mean", b"sum")))
    broken = warm.grade(target(square_loss, b"def square_loss(:\n"))
    right = warm.grade(target(square_loss, RIGHT))
    assert (wrong.status, broken.reason, right.status) == ("failed", "syntax", "passed")
    assert len(warm._pool._zygotes) == 1


def test_a_warm_process_that_was_killed_is_replaced(warm: Warm, square_loss: Exercise) -> None:
    warm.heat("numpy")
    os.kill(warm._pool._zygotes["numpy"]._pid, signal.SIGKILL)
    assert warm.grade(target(square_loss, RIGHT)).status == "passed"
    assert warm.grade(target(square_loss, RIGHT)).status == "passed"


def test_a_capstone_brings_its_driver_and_is_only_glanced_at(warm: Warm) -> None:
    exercise = catalogue().get("train_contrastive")
    assert exercise.private is not None
    right = exercise.reference_source("jax").encode()
    modules = {"nt_xent": catalogue().get("nt_xent").reference_source("jax").encode()}
    path = Path("train_contrastive.py")
    report = warm.grade(Target(exercise, "jax", right, path, True, modules, True), "glance")
    states = {check.id: check.status for check in report.checks}
    assert set(states.values()) == {"passed", "skipped"}
    assert (states["objective_values"], states["accuracy"]) == ("passed", "skipped")
