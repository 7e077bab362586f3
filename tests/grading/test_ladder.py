"""The gradient ladder: no false alarm, and no wrong gradient gets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sslgrade.grading import ladder

Array = Any


def verdict(
    f: Callable[[Array], float], x: Array, gradient: Array, seed: int, f32: bool = False
) -> ladder.Verdict:
    rng = np.random.default_rng(seed)
    steps = ladder.offsets(x)
    found: list[ladder.Verdict] = []
    for u in (ladder.direction(rng, x.shape), ladder.aligned(rng, gradient)):
        values = np.array([f(x + s * u) for s in steps])
        at_zero = f(x)
        if f32:
            values = values.astype(np.float32).astype(np.float64)
            at_zero = float(np.float32(at_zero))
        found.append(ladder.judge(ladder.estimate(values, at_zero, steps), gradient, u))
    return "fail" if "fail" in found else "unresolved" if "unresolved" in found else "pass"


def entropy_loss(x: Array) -> float:
    shifted = x - x.max(axis=1, keepdims=True)
    return float((np.log(np.exp(shifted).sum(axis=1)) - shifted[:, 0]).mean())


def entropy_gradient(x: Array) -> Array:
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[:, 0] -= 1
    return p / len(x)


def draw(seed: int) -> Array:
    return np.random.default_rng(seed).normal(size=(5, 7)) * 2


@pytest.mark.parametrize("f32", [False, True])
def test_right_gradients_never_fail(f32: bool) -> None:
    found = [verdict(entropy_loss, draw(s), entropy_gradient(draw(s)), s, f32) for s in range(300)]
    assert "fail" not in found
    if not f32:
        assert set(found) == {"pass"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda g: g * (1 + 1e-4),
        lambda g: -g,
        lambda g: g * len(g),
        lambda g: np.where(np.arange(g.size).reshape(g.shape) == 11, g + 1e-3, g),
        lambda g: np.zeros_like(g),
    ],
    ids=["factor 1+1e-4", "sign", "missing mean", "one coordinate", "zero"],
)
def test_wrong_gradients_always_fail(spoil: Callable[[Array], Array]) -> None:
    found = [
        verdict(entropy_loss, draw(s), spoil(entropy_gradient(draw(s))), s) for s in range(100)
    ]
    assert set(found) == {"fail"}


def test_a_kink_is_not_resolved_or_passes() -> None:
    def kink(x: Array) -> float:
        return float(np.abs(x).sum())

    x = np.zeros((2, 2))
    assert verdict(kink, x, np.full((2, 2), 0.3), 0) != "pass"


def test_first_step_follows_the_smallest_row() -> None:
    x = np.array([[1.0, 1.0], [1e-6, 1e-6]])
    assert ladder.first_step(x) == pytest.approx(2.0**-3 * 1e-6 / 4)


@pytest.mark.parametrize("claimed", [1.7e308, -1.7e308, np.inf, np.nan])
def test_a_gradient_that_overflows_the_tolerance_fails(claimed: float) -> None:
    slope = ladder.Slope(0.3, 1e-9, 1e-12)
    gradient = np.array([[claimed, 0.0], [0.0, 0.0]])
    assert ladder.judge(slope, gradient, np.full((2, 2), 1.5)) == "fail"
