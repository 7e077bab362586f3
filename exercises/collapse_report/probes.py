"""Input designs of collapse_report: answers and embeddings that are healthy, lame or collapsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

B, K, D = 8, 5, 4
WIDE = (4, 3, 6)
GRID = 64.0
OFF = np.zeros((), dtype=bool)


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


def answers(inputs: Inputs) -> Mapping[str, Any]:
    """Judge what the logits say."""
    return {"std_mean": OFF, "effective_rank": OFF}


def embeddings(inputs: Inputs) -> Mapping[str, Any]:
    """Judge what the embeddings say; the rank of float32 embeddings is left out.

    Singular values may be had by way of z^T z, which costs half the digits: in float32, 3e-4.
    """
    single = inputs["z"].dtype == np.float32
    left_out = {"effective_rank": OFF} if single else {}
    return {"mean_entropy": OFF, "entropy_of_mean": OFF, "kl_spread": OFF, **left_out}


def batch(rng: Rng) -> dict[str, Any]:
    """Return logits of uneven sharpness and a cloud of embeddings of uneven width and length."""
    sharpness = rng.permutation(np.linspace(0.3, 3.0, B))[:, None]
    z = rng.normal(size=(B, D)) * rng.permutation(np.geomspace(0.3, 2.0, D))
    return {
        "logits": sharpness * rng.normal(size=(B, K)),
        "z": z * rng.permutation(np.geomspace(0.4, 3.0, B))[:, None],
    }


@probe(
    "sure and unsure answers",
    "collapse_report",
    reveals="entropies that are exchanged, summed or taken of the wrong mean",
    graded=answers,
)
def mixed_answers(rng: Rng) -> Inputs:
    return batch(rng)


@probe(
    "every answer leans to another output",
    "collapse_report",
    reveals="the mean of logits in place of the mean of probabilities",
    graded=answers,
)
def spread_answers(rng: Rng) -> Inputs:
    inputs = batch(rng)
    inputs["logits"][np.arange(B), rng.permutation(np.arange(B) % K)] += 3.0
    return inputs


@probe(
    "one output wins almost everywhere",
    "collapse_report",
    reveals="counting winners instead of averaging probabilities",
    graded=answers,
)
def dominant_output(rng: Rng) -> Inputs:
    inputs = batch(rng)
    winner = rng.integers(K)
    inputs["logits"][:, winner] = inputs["logits"].max(axis=1) + rng.uniform(0.2, 1.5, size=B)
    inputs["logits"][0, (winner + 1) % K] += 4.0
    return inputs


@probe(
    "embeddings of different lengths",
    "collapse_report",
    reveals="lengths that count, and sums over the wrong axis",
    graded=embeddings,
)
def uneven_lengths(rng: Rng) -> Inputs:
    return batch(rng)


@probe(
    "a cloud away from the origin",
    "collapse_report",
    reveals="singular values of embeddings that were not centred",
    graded=embeddings,
)
def cloud_with_offset(rng: Rng) -> Inputs:
    inputs = batch(rng)
    offset = rng.uniform(1.5, 3.0, size=D) * rng.choice([-1.0, 1.0], size=D)
    return {**inputs, "z": inputs["z"] + offset}


@probe(
    "more dimensions than images",
    "collapse_report",
    reveals="sizes taken for granted",
    graded=embeddings,
)
def wide_embeddings(rng: Rng) -> Inputs:
    rows, outputs, width = WIDE
    z = rng.normal(size=(rows, width)) * rng.permutation(np.geomspace(0.4, 2.0, rows))[:, None]
    return {"logits": rng.normal(size=(rows, outputs)), "z": z + 0.5}


# Both ways to collapse, and what our contract says where nothing is left


def _constant(rng: Rng) -> np.ndarray:
    return np.repeat(on_grid(rng.uniform(0.5, 2.0, size=(1, D))), B, axis=0)


@probe("uniform collapse", "collapse_report", kind="edge", reveals="0 divided by 0")
def uniform_collapse(rng: Rng) -> Inputs:
    return {"logits": np.repeat(rng.normal(size=(B, 1)), K, axis=1), "z": _constant(rng)}


@probe("one-hot collapse", "collapse_report", kind="edge", reveals="0 divided by 0")
def one_hot_collapse(rng: Rng) -> Inputs:
    logits = rng.uniform(-1.0, 1.0, size=(B, K))
    logits[:, rng.integers(K)] += 60.0
    return {"logits": logits, "z": _constant(rng)}


@probe("embeddings on one line", "collapse_report", kind="edge", reveals="another kind of rank")
def rank_one(rng: Rng) -> Inputs:
    inputs = batch(rng)
    line = rng.permutation(np.linspace(-2.0, 3.0, B))[:, None] * rng.uniform(0.5, 1.5, size=(1, D))
    return {**inputs, "z": on_grid(rng.normal(size=(1, D))) + line}


@probe("a single image", "collapse_report", kind="edge", reveals="a spread of one row")
def single_image(rng: Rng) -> Inputs:
    inputs = batch(rng)
    return {"logits": inputs["logits"][:1], "z": inputs["z"][:1]}


@probe(
    "an embedding of length 0",
    "collapse_report",
    kind="edge",
    judge="finite",
    reveals="a division by a length of 0",
)
def zero_row(rng: Rng) -> Inputs:
    inputs = batch(rng)
    inputs["z"][rng.integers(B)] = 0.0
    return inputs


@probe("an embedding too few", "collapse_report", kind="error", reveals="rows that do not fit")
def embedding_missing(rng: Rng) -> Inputs:
    inputs = batch(rng)
    return {**inputs, "z": inputs["z"][:-1]}


# Extremes


def _with_logits(rng: Rng, logits: np.ndarray) -> Inputs:
    return {**batch(rng), "logits": logits}


def _ordinary(rng: Rng) -> np.ndarray:
    return on_grid(rng.normal(size=(B, K)) * 1.5)


@probe("logits 1e4 up", "collapse_report", kind="stability", reveals="exp of a raw logit")
def logits_up(rng: Rng) -> Inputs:
    return _with_logits(rng, _ordinary(rng) + 1e4)


@probe("logits 1e4 down", "collapse_report", kind="stability", reveals="the log of an empty sum")
def logits_down(rng: Rng) -> Inputs:
    return _with_logits(rng, _ordinary(rng) - 1e4)


@probe("rows far apart", "collapse_report", kind="stability", reveals="one maximum for all rows")
def rows_apart(rng: Rng) -> Inputs:
    offsets = rng.permutation(np.linspace(-8e3, 8e3, B))[:, None]
    return _with_logits(rng, _ordinary(rng) + np.round(offsets))


@probe(
    "answers that rule outputs out", "collapse_report", kind="stability", reveals="0 times log 0"
)
def ruled_out(rng: Rng) -> Inputs:
    logits = _ordinary(rng)
    rows = np.arange(B)
    logits[rows, rng.permutation(rows % K)] -= 900.0
    return _with_logits(rng, logits)


@probe("an output that nobody uses", "collapse_report", kind="stability", reveals="0 times log 0")
def unused_output(rng: Rng) -> Inputs:
    logits = _ordinary(rng)
    logits[:, rng.integers(K)] -= 900.0
    return _with_logits(rng, logits)


def _small(logits: Any, z: Any) -> Inputs:
    return {"logits": np.array(logits, dtype=np.float64), "z": np.array(z, dtype=np.float64)}


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    rows = ([0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [2.0, 0.0])
    for one, two in product(rows, rows):
        yield _small([one, two], [[1.0], [1.0]])
    points = ([1.0, 0.0], [0.0, 1.0], [2.0, 0.0], [1.0, 1.0])
    for one, two in product(points, points):
        if one != two:
            yield _small([rows[0], rows[0]], [one, two])
    for one, two, three in product(points, repeat=3):
        if one != two:
            yield _small([rows[0], rows[1], rows[2]], [one, two, three])
    for row in rows:
        yield _small([row], [[1.0, 0.0]])
