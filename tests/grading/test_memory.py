"""Memory checks in a real worker: one N x V array is too much, a chunk at a time is not."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.grading.grade import grade
from sslgrade.grading.scoring import UNTRIED
from sslgrade.report.model import CheckResult

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux keeps a process to a size of its address space"
)

EXERCISES = ("ntp_chunked", "info_nce_chunked")
SEED = 5

NTP = '''
import numpy as np


def ntp_chunked(hidden, W, targets, weights, *, chunk):
    """Right in every number, from one array of all rows and all words."""
    if chunk < 1 or not len(hidden) == len(targets) == len(weights):
        raise ValueError("chunk below 1, or shapes that differ")
    kind = np.{dtype}
    hidden, W = hidden.astype(kind), W.astype(kind)
    share = (weights / max(weights.sum(), 1e-30)).astype(kind)
    t, rows = np.where(weights > 0, targets, 0), np.arange(len(hidden))
    z = hidden @ W.T
    z -= z.max(axis=1, keepdims=True)
    at_target = z[rows, t]
    np.exp(z, out=z)
    total = z.sum(axis=1)
    loss = float((share * (np.log(total) - at_target)).sum())
    z *= (share / total)[:, None]
    z[rows, t] -= share
    return loss, z @ W, z.T @ hidden
'''

NCE = '''
import numpy as np


def unit(x):
    length = np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), 1e-12)
    return x / length, length


def back(slope, u, length):
    return (slope - u * (u * slope).sum(axis=1, keepdims=True)) / length


def info_nce_chunked(q, k, *, tau, chunk):
    """Right in every number, from one array of all pairs."""
    if tau <= 0 or chunk < 1 or q.shape != k.shape:
        raise ValueError("tau or chunk too small, or shapes that differ")
    (u, a), (v, b) = unit(q.astype(np.{dtype})), unit(k.astype(np.{dtype}))
    n, rows = len(q), np.arange(len(q))
    s = u @ v.T
    s /= tau
    s -= s.max(axis=1, keepdims=True)
    own = s[rows, rows]
    np.exp(s, out=s)
    total = s.sum(axis=1)
    loss = float((np.log(total) - own).mean())
    s /= total[:, None] * (n * tau)
    s[rows, rows] -= 1 / (n * tau)
    return loss, back(s @ v, u, a), back(s.T @ u, v, b)
'''

WHOLE = {"ntp_chunked": NTP, "info_nce_chunked": NCE}
ARRAYS = {"ntp_chunked": ("hidden", "W"), "info_nce_chunked": ("q", "k")}
"""The arguments whose rows are the rows and the columns of the matrix."""


def memory_check(exercise: Exercise, source: str) -> tuple[CheckResult, list[CheckResult]]:
    """Grade a source, and return what became of its memory check and of all others."""
    report = grade(source.encode(), exercise, "numpy", seed=SEED)
    (found,) = [c for c in report.checks if c.kind == "memory"]
    return found, [c for c in report.checks if c.kind != "memory"]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_one_array_of_all_rows_and_columns_fails(exercise_id: str, dtype: str) -> None:
    source = WHOLE[exercise_id].replace("{dtype}", dtype)
    found, others = memory_check(catalogue().get(exercise_id), source)
    assert [(c.id, c.message) for c in others if c.status != "passed"] == []
    assert found.status == "failed"
    assert found.points == 0
    assert found.message == (
        "needs more than the 68 MB that a chunk at a time takes; "
        "no array may have all rows and all columns at once"
    )


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_the_reference_passes(exercise_id: str) -> None:
    exercise = catalogue().get(exercise_id)
    found, others = memory_check(exercise, exercise.reference_source("numpy"))
    assert (found.status, found.message) == ("passed", "")
    assert found.points == found.max_points == 2
    assert all(c.status == "passed" for c in others)


def test_chunks_in_another_style_pass() -> None:
    exercise = catalogue().get("info_nce_chunked")
    assert exercise.private is not None
    style = Path(exercise.private) / "styles" / "numpy_tiles.py"
    found, _ = memory_check(exercise, style.read_text(encoding="utf-8"))
    assert (found.status, found.message) == ("passed", "")


def test_memory_is_tried_once_all_values_are_right() -> None:
    source = WHOLE["ntp_chunked"].replace("{dtype}", "float64").replace("return loss", "return 1.0")
    found, _ = memory_check(catalogue().get("ntp_chunked"), source)
    assert (found.status, found.message) == ("failed", UNTRIED)


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_the_limit_lies_below_one_whole_array(exercise_id: str) -> None:
    """Whoever changes the sizes of a probe must keep one float32 array above its limit."""
    exercise = catalogue().get(exercise_id)
    (probe,) = [p for p in exercise.probes().values() if p.kind == "memory"]
    inputs = probe.make(np.random.default_rng(SEED))
    rows, columns = (len(inputs[name]) for name in ARRAYS[exercise_id])
    assert 4 * rows * columns > 1.15 * (probe.megabytes << 20)
