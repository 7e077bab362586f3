"""What only jax.grad shows: a teacher that learns, and a NaN behind jnp.where."""

from __future__ import annotations

import numpy as np
import pytest

from sslgrade.authoring.numeric_jax import NumericRunner, still_positions
from sslgrade.content.catalogue import catalogue
from sslgrade.content.manifest import CheckSpec
from sslgrade.content.pieces import Probe
from sslgrade.grading.grade import grade
from sslgrade.grading.stopped import Stopped, flow
from sslgrade.report.model import Report
from sslgrade.worker.messages import Outcome, Raised, Request, Returned

CHECK = CheckSpec("gradient", "the gradient", "gradient", "f", {"jax": 1})
PROBE = Probe("p", "ordinary", "f", lambda _: {})
FLOWS = "jax.grad in {0} is not 0: {0} is a constant in this loss, which jax.lax.stop_gradient says"


def messages(report: Report, check: str) -> list[str]:
    return [c.message for c in report.checks if c.id == check]


def changed(name: str, *pairs: tuple[str, str]) -> Report:
    """Grade a JAX reference after some replacements."""
    pytest.importorskip("jax")
    exercise = catalogue().get(name)
    source = exercise.reference_source("jax")
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new)
    return grade(source.encode(), exercise, "jax", seed=5)


@pytest.mark.parametrize(
    ("outcome", "flows"),
    [
        (Returned((np.ones(2), np.zeros(2))), False),
        (Returned((np.ones(2), np.array([0.0, -0.0]))), False),
        (Returned((np.ones(2), np.array([0.0, 1e-300]))), True),
        (Returned((np.ones(2), np.array([0.0, np.nan]))), True),
        (Returned((np.ones(2), {"w": np.zeros(2)})), True),
        (Returned((np.ones(2),)), False),
        (Raised("TypeError", "no"), False),
    ],
)
def test_a_gradient_flows_unless_it_is_exactly_0(outcome: Outcome, flows: bool) -> None:
    stopped = Stopped(CHECK, PROBE, "teacher", 0, 1)
    assert flow(stopped, outcome) == (FLOWS.format("teacher") if flows else "")


def test_a_teacher_that_learns_is_told() -> None:
    report = changed("dino_loss", ("    q = jax.lax.stop_gradient(q)\n", ""))
    (message,) = messages(report, "gradient")
    assert message.endswith(FLOWS.format("teacher"))
    assert [c.id for c in report.checks if c.status != "passed"] == ["gradient"]


def test_a_queue_that_learns_is_told() -> None:
    report = changed(
        "moco_queue", ("jax.lax.stop_gradient(queue.astype(dtype))", "queue.astype(dtype)")
    )
    (message,) = messages(report, "gradient")
    assert message.endswith(FLOWS.format("queue"))


def test_a_key_that_learns_is_told() -> None:
    report = changed("moco_queue", ("jax.lax.stop_gradient(k.astype(dtype))", "k.astype(dtype)"))
    (message,) = messages(report, "gradient")
    assert message.endswith(FLOWS.format("k"))


HIDDEN_BEFORE = "jnp.where(mask, scores, -jnp.inf)"
HIDDEN_BY_ADDING = "scores + jnp.where(mask, 0.0, -jnp.inf)"
ATTENTION = f"""
import jax, jax.numpy as jnp

def attention_weights(scores, mask):
    if scores.shape != mask.shape:
        raise ValueError("shapes")
    weights = jax.nn.softmax({HIDDEN_BEFORE}, axis=-1)
    return jnp.where(jnp.isnan(weights), 0.0, weights)
"""


def attention(source: str) -> Report:
    """Grade attention_weights beside the reference's causal_mask."""
    pytest.importorskip("jax")
    exercise = catalogue().get("causal_mask")
    mask = exercise.reference_source("jax").partition("def attention_weights")[0]
    return grade((mask + source).encode(), exercise, "jax", seed=5)


def test_a_nan_behind_where_is_told() -> None:
    report = attention(ATTENTION.replace(HIDDEN_BEFORE, HIDDEN_BY_ADDING))
    assert messages(report, "traces") == [
        "rows of padding that see nothing: jax.grad in scores is not finite: jnp.where takes NaN "
        "or inf out of a value, not out of its gradient, so choose what is safe before you "
        "compute with it"
    ]
    assert messages(report, "weights") == [""]


def test_where_before_the_softmax_or_after_it_is_right() -> None:
    assert attention(ATTENTION).status == "passed"


def test_a_finite_gradient_is_asked_of_what_raises_too() -> None:
    report = changed("causal_mask", ("total = e.sum(", "total = e.summ("))
    (message,) = messages(report, "traces")
    assert "jax.grad raised AttributeError" in message


def test_numpy_code_stands_for_code_that_stops_the_gradient() -> None:
    exercise = catalogue().get("dino_loss")
    assert still_positions(exercise) == {("dino_loss", 1), ("dino_loss", 2)}

    def f(student: np.ndarray, teacher: np.ndarray) -> float:
        return float((student * teacher).sum())

    x = np.arange(1.0, 3.0)
    request = Request("dino_loss", (x, 2 * x), {}, "grad", (0, 1))
    (outcome,) = NumericRunner({"dino_loss": f}, exercise).run([request])
    assert isinstance(outcome, Returned)
    np.testing.assert_allclose(outcome.value[0], 2 * x)
    np.testing.assert_array_equal(outcome.value[1], 0.0)
    (outcome,) = NumericRunner({"dino_loss": f}).run([request])
    assert isinstance(outcome, Returned)
    np.testing.assert_allclose(outcome.value[1], x)


def test_the_gradient_of_a_sum() -> None:
    request = Request("f", (np.arange(3.0),), {}, "gradsum", (0,))
    (outcome,) = NumericRunner({"f": lambda x: x**2}).run([request])
    assert isinstance(outcome, Returned)
    np.testing.assert_allclose(outcome.value[0], 2 * np.arange(3.0), atol=1e-9)
