"""Input designs of log_softmax: ordinary logits along every axis, and extremes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from sslgrade.content import Inputs, Rng, probe

VECTOR = (19,)
MATRIX = (4, 6)
TENSOR = (1, 3, 4)
VALUES = (1.0, -1.0, 2.0, 0.0)
GRID = 64.0


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


@probe("one vector, default axis", "log_softmax", reveals="two axes taken for granted")
def one_vector(rng: Rng) -> Inputs:
    return {"x": rng.normal(size=VECTOR) * 2.0 + 1.0}


@probe(
    "rows of different scale",
    "log_softmax",
    reveals="one sum or one maximum for the whole array, a maximum that was not added back",
)
def rows_of_different_scale(rng: Rng) -> Inputs:
    scale = rng.permutation([0.5, 1.0, 2.0, 3.0])[:, None]
    offset = rng.permutation([-3.0, 0.5, 2.0, 5.0])[:, None]
    return {"x": rng.normal(size=MATRIX) * scale + offset, "axis": -1}


@probe("classes in the first axis", "log_softmax", reveals="an axis argument that is ignored")
def columns(rng: Rng) -> Inputs:
    return {"x": rng.normal(size=MATRIX) * 2.0 - 1.0, "axis": 0}


@probe("classes in the middle axis", "log_softmax", reveals="a transpose in place of an axis")
def middle_axis(rng: Rng) -> Inputs:
    return {"x": rng.normal(size=TENSOR) * 2.0 + 0.5, "axis": 1}


@probe("a batch of sequences", "log_softmax", reveals="rows of a matrix taken for granted")
def batch_of_sequences(rng: Rng) -> Inputs:
    return {"x": rng.normal(size=TENSOR) * 2.0 - 0.5, "axis": -1}


@probe("very unlikely classes", "log_softmax", reveals="an epsilon inside the log")
def surprises(rng: Rng) -> Inputs:
    x = rng.normal(size=MATRIX)
    for row in x:
        low = rng.choice(row.size, size=2, replace=False)
        row[low] = row.max() - rng.uniform(24.0, 26.0, size=2)
    return {"x": x, "axis": -1}


@probe("every logit 1e4 up", "log_softmax", kind="stability", reveals="exp of a raw logit")
def offset_up(rng: Rng) -> Inputs:
    return {"x": on_grid(rng.normal(size=MATRIX)) + 1e4, "axis": -1}


@probe("every logit 1e4 down", "log_softmax", kind="stability", reveals="the log of an empty sum")
def offset_down(rng: Rng) -> Inputs:
    return {"x": on_grid(rng.normal(size=MATRIX)) - 1e4, "axis": -1}


@probe("rows far apart", "log_softmax", kind="stability", reveals="one maximum for all rows")
def rows_apart(rng: Rng) -> Inputs:
    # The largest is neither first nor last: a maximum of the rows so far spares the first.
    offset = np.array([0.0, 1e4, -1e4, 3e3])[:, None]
    return {"x": on_grid(rng.normal(size=MATRIX)) + offset, "axis": -1}


@probe("classes 900 nats below", "log_softmax", kind="stability", reveals="the log of softmax")
def long_tail(rng: Rng) -> Inputs:
    x = rng.uniform(-1.0, 1.0, size=MATRIX)
    for row in x:
        row[rng.choice(row.size, size=2, replace=False)] -= 900.0
    return {"x": on_grid(x), "axis": -1}


@probe("scales 1 and 1e4 in one array", "log_softmax", kind="stability", reveals="shared scale")
def mixed_scales(rng: Rng) -> Inputs:
    x = rng.uniform(0.5, 1.5, size=MATRIX) * rng.choice([-1.0, 1.0], size=MATRIX)
    x[:, 0] = np.abs(x[:, 0])  # the large rows have a large maximum
    scale = rng.permutation([1.0, 1e4, 1.0, 1e4])[:, None]
    return {"x": on_grid(x * scale), "axis": -1}


@probe(
    "logits times 1e4", "log_softmax", kind="stability", reveals="a shift that is not the maximum"
)
def times_ten_thousand(rng: Rng) -> Inputs:
    x = rng.uniform(-1.0, 1.0, size=MATRIX)
    x[:, 0] = rng.uniform(1.5, 2.0, size=len(x))  # one clear winner in every row
    return {"x": on_grid(rng.permuted(x * 1e4, axis=1)), "axis": -1}


@probe("classes that were ruled out", "log_softmax", kind="stability", reveals="-inf minus -inf")
def minus_infinity(rng: Rng) -> Inputs:
    x = on_grid(rng.normal(size=MATRIX) * 2.0)
    for row, count in zip(x, (1, 2, 3, 1), strict=True):
        row[rng.choice(row.size, size=count, replace=False)] = -np.inf
    return {"x": x, "axis": -1}


@probe("a single class", "log_softmax", kind="stability", reveals="exp of a raw logit")
def single_class(rng: Rng) -> Inputs:
    return {"x": on_grid(rng.normal(size=TENSOR) * 1e3), "axis": 0}


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    for a in VALUES:
        yield {"x": np.array([a]), "axis": -1}
    for a, b in product(VALUES, repeat=2):
        yield {"x": np.array([a, b]), "axis": -1}
    for axis, shape in product((-1, 0), ((1, 2), (2, 1))):
        for a, b in product(VALUES, repeat=2):
            yield {"x": np.array([a, b]).reshape(shape), "axis": axis}
    for axis in (-1, 0):
        for four in product(VALUES[::-1][:3], repeat=4):
            yield {"x": np.array(four).reshape(2, 2), "axis": axis}
    for row in ([1000.0, 1000.0], [-1000.0, -1000.0], [0.0, -1000.0], [0.0, -np.inf]):
        yield {"x": np.array(row), "axis": -1}
    yield {"x": np.array([[0.0, 0.0], [1000.0, 1000.0]]), "axis": -1}
