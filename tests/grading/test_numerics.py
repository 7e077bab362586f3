"""The tolerance: wide enough for float32 inside, tight enough for a bug."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sslgrade.content.manifest import Argument, Entry
from sslgrade.grading.numerics import EPS32, EPS64, agrees, as_float32, as_float64, expected

ENTRY = Entry("f", (Argument.parse("x: float[N]"),), (), (Argument.parse("y: float"),))


def lse(x: Any) -> Any:
    return x.max() + np.log(np.exp(x - x.max()).sum())


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("scale", [1.0, 30.0, 1e3])
def test_float32_inside_keeps_its_points(seed: int, scale: float) -> None:
    x = np.random.default_rng(seed).normal(size=40) * scale
    want = expected(lse, ENTRY, {"x": x})
    single = np.asarray(lse(x.astype(np.float32)), dtype=np.float64)
    assert agrees(single, want.outputs[0], want.tolerance(0, 10.0))


@pytest.mark.parametrize("factor", [1 + 1e-4, 1 - 1e-4, 1.4427])
def test_wrong_factors_do_not_agree(factor: float) -> None:
    x = np.random.default_rng(0).normal(size=40)
    want = expected(lse, ENTRY, {"x": x})
    assert not agrees(want.outputs[0] * factor, want.outputs[0], want.tolerance(0, 10.0))


def test_float64_accuracy_is_a_million_times_tighter() -> None:
    x = np.random.default_rng(0).normal(size=40)
    want = expected(lse, ENTRY, {"x": x})
    ratio = want.tolerance(0, 10.0, EPS32) / want.tolerance(0, 10.0, EPS64)
    assert ratio == pytest.approx(EPS32 / EPS64)


def test_exact_outputs_have_no_tolerance_from_a_threshold() -> None:
    entry = Entry("f", (Argument.parse("u: float[N]"),), (), (Argument.parse("y: bool[N]"),))
    want = expected(lambda u: u < 0.5, entry, {"u": np.array([0.5, 0.25])})
    assert not agrees(np.array([True, True]), want.outputs[0], want.tolerance(0, 1.0)).all()


def test_infinities_and_nan_agree_with_themselves_only() -> None:
    a = np.array([np.inf, -np.inf, np.nan, np.inf])
    b = np.array([np.inf, -np.inf, np.nan, -np.inf])
    assert agrees(a, b, 1.0).tolist() == [True, True, True, False]


def test_widening_and_rounding_leave_integers_alone() -> None:
    inputs = {"x": np.ones(2), "n": 3, "ids": np.arange(2), "leaves": {"w": np.ones(1)}}
    single = as_float32(inputs)
    assert single["x"].dtype == np.float32
    assert single["leaves"]["w"].dtype == np.float32
    assert single["ids"].dtype == np.int64
    assert as_float64(single)["x"].dtype == np.float64
    assert as_float64(single)["n"] == 3
