"""Where breaking sets in tells mechanisms apart that look alike at the extremes themselves."""

from __future__ import annotations

import numpy as np
import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.grade import grade_with
from sslgrade.grading.onset import dialled
from sslgrade.grading.trusted import TrustedRunner, functions_of

EXERCISE = "log_softmax"
HEAD = "import numpy as np\ndef log_softmax(x, *, axis=-1):\n    "
SHIFT = "x = x - x.max(axis, keepdims=True)\n    "
LOG_OF_SOFTMAX = f"{HEAD}{SHIFT}e = np.exp(x)\n    return np.log(e / e.sum(axis, keepdims=True))"
IN_SINGLE = LOG_OF_SOFTMAX.replace("np.exp(x)", "np.exp(x.astype(np.float32))")
EARLIER = (
    f"{HEAD}{SHIFT}e = np.where(x < -500.0, 0.0, np.exp(x))\n    "
    "return np.log(e / e.sum(axis, keepdims=True))"
)
"""Looks like the log of a softmax at 1e4, and gives -inf from 500 on, where exp(-x) is no 0."""


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (LOG_OF_SOFTMAX, ("log-of-shifted-softmax",)),
        (IN_SINGLE, ("log-of-shifted-softmax",)),
        (EARLIER, ()),
    ],
    ids=["float64", "float32", "another mechanism"],
)
def test_a_name_needs_the_size_at_which_it_breaks(source: str, names: tuple[str, ...]) -> None:
    runner = TrustedRunner(functions_of(source, "submission"))
    report = grade_with(runner, catalogue().get(EXERCISE), "numpy", 5)
    assert report.status == "failed"
    assert (report.diagnosis.misconceptions if report.diagnosis else ()) == names


def test_inputs_are_turned_down_by_temperature_or_by_size() -> None:
    q = np.array([3.0, -4.0], dtype=np.float32)
    warmer = dialled({"q": q, "tau": 1e-4}, 0.5)
    assert warmer["tau"] == 2e-4
    assert warmer["q"] is q
    smaller = dialled({"x": q, "n": 3, "targets": np.array([1, 2]), "bias": -10.0}, 0.5)
    assert smaller["x"].tolist() == [1.5, -2.0]
    assert smaller["x"].dtype == np.float32
    assert (smaller["n"], smaller["targets"].tolist(), smaller["bias"]) == (3, [1, 2], -5.0)
