"""Input designs of cross_entropy: weights, sure mistakes, extremes, and rows to be ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

ROWS, CLASSES = 5, 7
LARGE_ROWS, LARGE_CLASSES = 4, 200
IGNORED = -100
GRID = 64.0


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


def batch(rng: Rng, rows: int = ROWS, classes: int = CLASSES, scale: float = 1.0) -> Inputs:
    """Return random logits with uneven weights; the last class is nobody's target."""
    return {
        "logits": rng.normal(size=(rows, classes)) * scale,
        "targets": rng.integers(classes - 1, size=rows),
        "weights": rng.permutation(np.geomspace(0.3, 2.7, rows)) * rng.uniform(0.8, 1.2, rows),
    }


def loss_only(inputs: Inputs) -> Mapping[str, Any]:
    """Judge the loss and leave the gradient to the probes that ask for it."""
    return {"dlogits": np.zeros(inputs["logits"].shape, dtype=bool)}


@probe(
    "every row counts alike",
    "cross_entropy",
    reveals="another unit, another distance, softmax twice",
    graded=loss_only,
)
def equal_weights(rng: Rng) -> Inputs:
    return {**batch(rng), "weights": np.ones(ROWS)}


@probe(
    "uneven weights, one of them 0",
    "cross_entropy",
    reveals="weights left out, division by N, by the number of rows that count, or by at least 1",
    graded=loss_only,
)
def uneven_weights(rng: Rng) -> Inputs:
    inputs = batch(rng)
    # The sum stays below 1, and every other weight is a quarter of the next.
    inputs["weights"] = rng.permutation(np.geomspace(0.002, 0.512, ROWS)) * rng.uniform(0.8, 1.2)
    inputs["weights"][rng.integers(ROWS)] = 0.0
    return inputs


@probe("200 classes", "cross_entropy", reveals="sizes taken for granted", graded=loss_only)
def large_vocabulary(rng: Rng) -> Inputs:
    inputs = batch(rng, LARGE_ROWS, LARGE_CLASSES, scale=0.5)
    inputs["logits"][np.arange(LARGE_ROWS), inputs["targets"]] -= 1.0  # a loss away from ln V
    return inputs


@probe(
    "uneven weights, with the gradient",
    "cross_entropy",
    reveals="a gradient without the label, the weights or the mean",
)
def uneven_weights_slope(rng: Rng) -> Inputs:
    inputs = batch(rng)
    last, ignored = rng.choice(ROWS, size=2, replace=False)
    inputs["targets"][last] = CLASSES - 1  # in a row that counts
    inputs["weights"][ignored] = 0.0
    return inputs


@probe(
    "sure and wrong", "cross_entropy", reveals="an epsilon or a floor that caps the largest losses"
)
def sure_and_wrong(rng: Rng) -> Inputs:
    inputs = batch(rng)
    for row, target in zip(inputs["logits"], inputs["targets"], strict=True):
        row[target] = row.max() - rng.uniform(24.0, 26.0)
    return inputs


@probe("sure and right", "cross_entropy", reveals="a loss that cannot come near 0")
def sure_and_right(rng: Rng) -> Inputs:
    inputs = batch(rng)
    for row, target in zip(inputs["logits"], inputs["targets"], strict=True):
        row[target] = row.max() + rng.uniform(3.0, 5.0)
    return inputs


def _offset(rng: Rng, offset: Any) -> Inputs:
    inputs = batch(rng)
    return {**inputs, "logits": on_grid(inputs["logits"]) + offset}


@probe("every logit 1e4 up", "cross_entropy", kind="stability", reveals="exp of a raw logit")
def offset_up(rng: Rng) -> Inputs:
    return _offset(rng, 1e4)


@probe("every logit 1e4 down", "cross_entropy", kind="stability", reveals="the log of an empty sum")
def offset_down(rng: Rng) -> Inputs:
    return _offset(rng, -1e4)


@probe("rows far apart", "cross_entropy", kind="stability", reveals="one maximum for all rows")
def rows_apart(rng: Rng) -> Inputs:
    return _offset(rng, rng.permutation([0.0, 1e4, -1e4, 3e3, 5e3])[:, None])


@probe("targets 900 nats below", "cross_entropy", kind="stability", reveals="the log of softmax")
def target_far_below(rng: Rng) -> Inputs:
    inputs = batch(rng)
    logits = rng.uniform(-1.0, 1.0, size=(ROWS, CLASSES))
    logits[np.arange(ROWS), inputs["targets"]] -= 900.0
    return {**inputs, "logits": on_grid(logits)}


@probe(
    "logits in the thousands",
    "cross_entropy",
    kind="stability",
    reveals="a shift that is not the maximum",
)
def logits_in_thousands(rng: Rng) -> Inputs:
    inputs = batch(rng)
    logits = rng.uniform(-1.0, 1.0, size=(ROWS, CLASSES))
    winner = (inputs["targets"] + rng.integers(1, CLASSES, size=ROWS)) % CLASSES
    logits[np.arange(ROWS), winner] = rng.permutation(np.linspace(1.5, 2.5, ROWS))
    return {**inputs, "logits": on_grid(logits * 4e3)}


def _ignored(rng: Rng, inputs: Inputs) -> np.ndarray:
    """Give two rows weight 0 and return their numbers."""
    rows = rng.choice(len(inputs["weights"]), size=2, replace=False)
    inputs["weights"][rows] = 0.0
    return np.asarray(rows)


@probe("ignored labels of -100", "cross_entropy", kind="edge", reveals="a label used as an index")
def ignored_labels(rng: Rng) -> Inputs:
    inputs = batch(rng)
    inputs["targets"][_ignored(rng, inputs)] = IGNORED
    return inputs


@probe(
    "ignored labels of -100 among 200 classes",
    "cross_entropy",
    kind="edge",
    reveals="an index that wraps around",
)
def ignored_labels_large_vocabulary(rng: Rng) -> Inputs:
    inputs = batch(rng, LARGE_ROWS, LARGE_CLASSES, scale=0.5)
    inputs["targets"][_ignored(rng, inputs)] = IGNORED
    return inputs


@probe(
    "inf and NaN in ignored rows",
    "cross_entropy",
    kind="edge",
    reveals="multiplying by a weight of 0",
)
def ignored_logits(rng: Rng) -> Inputs:
    inputs = batch(rng)
    one, other = _ignored(rng, inputs)
    inputs["logits"][one, rng.integers(CLASSES)] = np.inf
    inputs["logits"][other, rng.integers(CLASSES)] = np.nan
    return inputs


@probe("no row counts", "cross_entropy", kind="edge", reveals="0 divided by 0")
def nothing_counts(rng: Rng) -> Inputs:
    inputs = batch(rng)
    return {**inputs, "targets": np.full(ROWS, IGNORED), "weights": np.zeros(ROWS)}


@probe("one weight too few", "cross_entropy", kind="error", reveals="a shape that does not fit")
def weights_too_short(rng: Rng) -> Inputs:
    inputs = batch(rng)
    return {**inputs, "weights": inputs["weights"][:-1]}


def _small(logits: Any, targets: Any, weights: Any) -> Inputs:
    return {
        "logits": np.array(logits, dtype=np.float64),
        "targets": np.array(targets, dtype=np.int64),
        "weights": np.array(weights, dtype=np.float64),
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    values = (0.0, 1.0, -1.0, 2.0)
    for z, w in product(values[:2], (1, 2)):
        yield _small([[z]], [0], [w])
    for w, t, a, b in product((1, 2), (0, 1), values, values):
        yield _small([[a, b]], [t], [w])
    for t, row in product((0, 1, 2), product((0.0, 1.0), repeat=3)):
        yield _small([row], [t], [1])
    rows = ((0.0, 0.0), (1.0, 0.0), (2.0, -1.0))
    pairs = ((1, 1), (1, 2), (2, 0), (0, 1))
    for weights, targets, two_rows in product(
        pairs, product((0, 1), repeat=2), product(rows, repeat=2)
    ):
        yield _small(two_rows, targets, weights)
    yield _small([[0.0, 0.0]], [0], [0.5])
    yield _small([[0.0, 1000.0]], [0], [1])
    yield _small([[1000.0, 1000.0]], [0], [1])
    yield _small([[0.0, 0.0], [1000.0, 1000.0]], [0, 0], [1, 1])
    yield _small([[0.0, 0.0], [1.0, 0.0]], [0, IGNORED], [1, 0])
    yield _small([[0.0, 0.0], [np.inf, 0.0]], [0, 0], [1, 0])
    yield _small([[1.0, 0.0]], [0], [0])
