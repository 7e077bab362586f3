"""Laws look at whatever a learner returns: what does not fit is told, never computed with."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.grade import grade_with
from sslgrade.grading.trusted import TrustedRunner
from sslgrade.report.model import CheckResult

Functions = dict[str, Callable[..., Any]]


def laws(exercise: str, functions: Functions) -> list[CheckResult]:
    """Return the checks of laws of functions that ship with the course, some of them replaced."""
    found = catalogue().get(exercise)
    runner = TrustedRunner({**found.reference(), **functions})
    report = grade_with(runner, found, "numpy", 5)
    return [check for check in report.checks if check.kind == "property"]


def told(checks: list[CheckResult]) -> str:
    return " | ".join(check.message for check in checks if check.status == "failed")


def test_a_column_and_a_row_in_turn_are_not_subtracted() -> None:
    turn = count()

    def center_update(center: Any, teacher_out: Any, *, m: float) -> Any:
        return np.zeros((3000, 1) if next(turn) % 2 else (1, 3000))

    message = told(laws("ema_center", {"center_update": center_update}))
    assert "expected new_center: float[K]" in message


def test_nor_are_they_as_leaves_of_a_dict() -> None:
    def ema_update(teacher: Any, student: Any, *, m: float) -> Any:
        return {name: np.zeros((3000, 1)) for name in teacher}

    message = told(laws("ema_center", {"ema_update": ema_update}))
    assert "has shape (3000, 1), expected " in message


def test_nor_where_the_number_of_axes_is_free() -> None:
    turn = count()

    def log_softmax(x: Any, *, axis: int = -1) -> Any:
        return np.zeros((3000, 1) if next(turn) % 2 else (1, 3000))

    message = told(laws("log_softmax", {"log_softmax": log_softmax}))
    assert "expected y: float[..., K]" in message


def test_more_numbers_than_anybody_asked_for_are_not_widened() -> None:
    large = np.zeros(1 << 20, dtype=np.int8)
    message = told(laws("log_softmax", {"log_softmax": lambda x, *, axis=-1: large}))
    assert "y has 1,048,576 numbers, expected at most 65,536" in message


def test_a_result_that_no_request_can_hold_breaks_the_law() -> None:
    right = catalogue().get("moco_queue").reference()["moco_step"]

    def moco_step(*args: Any, **kwargs: Any) -> Any:
        return *right(*args, **kwargs)[:3], np.array(2**64 - 1, dtype=np.uint64)

    message = told(laws("moco_queue", {"moco_step": moco_step}))
    assert "what your function returned cannot be handed to the next call" in message
