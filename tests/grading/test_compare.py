from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sslgrade.content.manifest import Argument, Entry
from sslgrade.grading.compare import Mismatch, compare, learner_outputs, number
from sslgrade.grading.numerics import EPS32, Expected

SCALAR = Entry("loss", (), (), (Argument.parse("loss: float"),))
PAIR = Entry(
    "both", (), (), (Argument.parse("loss: float"), Argument.parse("dlogits: float[N, V]"))
)
DICT = Entry(
    "named", (), (), (Argument.parse("a: float"), Argument.parse("b: float")), returns_dict=True
)


@pytest.mark.parametrize(
    ("entry", "value", "message"),
    [
        (SCALAR, (1.0,), "loss is a tuple of 1, expected loss: float"),
        (SCALAR, None, "loss is None, expected loss: float"),
        (SCALAR, np.array(1j), "loss has dtype complex128, expected real numbers"),
        (PAIR, 1.0, "returned a float, expected the tuple (loss, dlogits)"),
        (
            PAIR,
            np.zeros((2, 3)),
            "returned an array of shape (2, 3), expected the tuple (loss, dlogits)",
        ),
        (DICT, {"a": 1.0}, "the returned dict lacks 'b'; expected a, b"),
        (DICT, 2.0, "returned a float, expected a dict with a, b"),
    ],
)
def test_structure_faults_in_words(entry: Entry, value: Any, message: str) -> None:
    found = learner_outputs(entry, value)
    assert isinstance(found, Mismatch)
    assert found.message == message


@pytest.mark.parametrize(
    "value", [2.5, np.float64(2.5), np.float32(2.5), np.array(2.5), np.array(2.5, np.float32)]
)
def test_all_scalars_are_the_same(value: Any) -> None:
    found = learner_outputs(SCALAR, value)
    assert not isinstance(found, Mismatch)
    assert found[0] == 2.5


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        (2.4159, 2.0794, "you 2.4159   expected 2.0794   (yours ÷ expected 1.162)"),
        (float("nan"), 1.0, "you nan   expected 1"),
        (float("-inf"), 1.0, "you -inf   expected 1"),
        (np.zeros(2), 1.0, "loss has shape (2,), expected a scalar"),
        (0.0, 3.0, "you 0   expected 3"),
    ],
)
def test_scalar_mismatch_in_words(got: Any, want: float, message: str) -> None:
    expected = Expected((np.array(want),), (np.array(0.0),))
    found = compare(SCALAR, (np.asarray(got),), expected, 1.0, eps=EPS32)
    assert found is not None
    assert found.message == message


def test_the_worst_element_is_named_by_axes() -> None:
    want = np.zeros((2, 3))
    got = want.copy()
    got[1, 2] = 0.5
    expected = Expected((np.array(1.0), want), (np.array(0.0), np.zeros((2, 3))))
    found = compare(PAIR, (np.array(1.0), got), expected, 1.0, eps=EPS32)
    assert found is not None
    assert found.message == "dlogits[N=1, V=2]: you 0.5   expected 0"


def test_ungraded_entries_do_not_count() -> None:
    expected = Expected((np.zeros(3),), (np.zeros(3),))
    entry = Entry("x", (), (), (Argument.parse("x: float[N]"),))
    got = (np.array([0.0, 9.0, 0.0]),)
    mask = {"x": np.array([True, False, True])}
    assert compare(entry, got, expected, 1.0, eps=EPS32, graded=mask) is None


def test_matching_infinities_agree() -> None:
    entry = Entry("x", (), (), (Argument.parse("x: float[N]"),))
    both = np.array([-np.inf, 0.0])
    expected = Expected((both,), (np.zeros(2),))
    assert compare(entry, (both.copy(),), expected, 1.0, eps=EPS32) is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (3.0, "3"), (2.0794415, "2.0794"), (1e-9, "1e-09")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
