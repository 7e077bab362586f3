"""What a gradient check asks of learner code, and how it says what is off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sslgrade.authoring.numeric_jax import NumericRunner
from sslgrade.content.catalogue import catalogue
from sslgrade.grading.context import Context
from sslgrade.grading.grade import Session, grade_with
from sslgrade.grading.gradients import DIRECTIONS, shape_of
from sslgrade.grading.ladder import STEPS
from sslgrade.grading.trusted import TrustedRunner, functions_of

RAYS = 2 * STEPS * DIRECTIONS
"""Evaluations of one slope."""


def graded(name: str, backend: str = "numpy", **changed: Callable[..., Any]) -> Session:
    """Run one grading session of a reference, with some of its functions replaced."""
    exercise = catalogue().get(name)
    runner = NumericRunner({**exercise.reference(), **changed}, exercise)
    session = Session(Context(exercise, backend, 7), runner)
    session.run()
    return session


def evaluations(session: Session) -> int:
    """Count the evaluations of the learner's own loss along rays."""
    return sum(label.endswith("finite differences") for label in session.batch.labels)


def messages(session: Session, check: str) -> list[str]:
    """Return what one check says."""
    return [result.message for result in session.results if result.id == check]


def reference(logits: Any, targets: Any, weights: Any) -> tuple[float, Any]:
    """Call the reference of cross_entropy."""
    loss, dlogits = (
        catalogue().get("cross_entropy").reference()["cross_entropy"](logits, targets, weights)
    )
    return float(loss), dlogits


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_a_right_gradient_costs_no_evaluation_of_the_loss(backend: str) -> None:
    session = graded("cross_entropy", backend)
    assert all(result.status == "passed" for result in session.results)
    assert evaluations(session) == 0


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_a_wrong_gradient_of_a_right_loss(backend: str) -> None:
    def doubled(logits: Any, targets: Any, weights: Any) -> Any:
        loss, dlogits = reference(logits, targets, weights)
        return loss, 2.0 * dlogits

    session = graded("cross_entropy", backend, cross_entropy=doubled)
    (message,) = messages(session, "gradient")
    assert message.endswith("; it is not the slope of your own cross_entropy either")
    # The first wrong slope is the one that is reported: the others are not measured.
    assert evaluations(session) == RAYS


def test_the_right_gradient_of_a_wrong_loss() -> None:
    def halved(logits: Any, targets: Any, weights: Any) -> Any:
        loss, dlogits = reference(logits, targets, weights)
        return loss / 2, dlogits / 2

    session = graded("cross_entropy", cross_entropy=halved)
    (message,) = messages(session, "gradient")
    assert message.endswith("; it is the slope of your own cross_entropy, so mend that first")
    assert evaluations(session) == RAYS


def test_what_is_no_number_is_said_without_measuring() -> None:
    def broken(logits: Any, targets: Any, weights: Any) -> Any:
        loss, dlogits = reference(logits, targets, weights)
        return loss, dlogits * np.nan

    session = graded("cross_entropy", cross_entropy=broken)
    (message,) = messages(session, "gradient")
    assert message.endswith("dlogits is not finite")
    assert evaluations(session) == 0


@pytest.mark.parametrize(
    ("name", "grads"),
    [
        ("mae_loss", 1),  # the second probe has another norm_pix, which is static
        ("siglip_loss", 1),  # ... has another shape
        ("dino_loss", 2),  # of three probes two share their temperatures
        ("cross_entropy", 2),
    ],
)
def test_jax_grad_is_compiled_once(name: str, grads: int) -> None:
    session = graded(name, "jax")
    asked = [r for r in session.batch.requests if r.transform == "grad"]
    assert len(asked) == grads
    shapes = [(shape_of(dict(enumerate(r.args))), shape_of(r.kwargs)) for r in asked]
    assert all(shape == shapes[0] for shape in shapes)
    assert all(result.status == "passed" for result in session.results)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (np.zeros(3), np.ones(3), True),
        (np.zeros(3), np.zeros(4), False),
        (np.zeros(3), np.zeros(3, np.float32), False),
        (0.1, 0.2, False),
        (1, True, False),
        ({"w": np.zeros(2)}, {"w": np.ones(2)}, True),
        ({"w": np.zeros(2)}, {"v": np.zeros(2)}, False),
    ],
)
def test_what_makes_jax_compile_anew(one: Any, other: Any, alike: bool) -> None:
    assert (shape_of(one) == shape_of(other)) is alike


def test_a_right_slope_in_float32_is_not_refused_for_its_rounding() -> None:
    # Of a hundred draws this one made finite differences doubt what equals the reference's slope.
    exercise = catalogue().get("clip_loss")
    assert exercise.private is not None
    source = (exercise.private / "styles" / "numpy_float32.py").read_text(encoding="utf-8")
    report = grade_with(TrustedRunner(functions_of(source, "style")), exercise, "numpy", 55)
    assert (report.score, report.max_score) == (12, 12)
