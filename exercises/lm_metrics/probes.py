"""Input designs of lm_metrics: ragged rows, texts whose bytes are not tokens, ignored NaN."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

ROWS, LENGTH = 4, 8
ENGLISH_BYTES, RUSSIAN_BYTES = 87, 214


def surprises(rng: Rng, shape: tuple[int, ...] = (ROWS, LENGTH)) -> np.ndarray:
    """Return surprises in nats: many small ones, a few large."""
    return rng.gamma(2.0, 0.9, size=shape) + 0.2


def ragged(rng: Rng) -> np.ndarray:
    """Return weights of 1 over rows of 1, 3, 5 and 8 tokens, then 0."""
    lengths = rng.permutation([1, 3, 5, LENGTH])
    return (np.arange(LENGTH) < lengths[:, None]).astype(np.float64)


@probe(
    "full rows",
    "lm_metrics",
    reveals="another base, an exponential too early, tokens taken for bytes",
)
def full_rows(rng: Rng) -> Inputs:
    return {
        "nll": surprises(rng),
        "weights": np.ones((ROWS, LENGTH)),
        "n_bytes": ENGLISH_BYTES,
    }


@probe("ragged rows", "lm_metrics", reveals="padding in the mean, a mean of row means")
def ragged_rows(rng: Rng) -> Inputs:
    return {"nll": surprises(rng), "weights": ragged(rng), "n_bytes": ENGLISH_BYTES}


@probe(
    "a text of two bytes a letter",
    "lm_metrics",
    reveals="letters or tokens in the place of bytes",
)
def text_of_two_bytes_a_letter(rng: Rng) -> Inputs:
    weights = ragged(rng)
    return {
        "nll": surprises(rng) * weights,  # zeros where nothing counts, as many data loaders do
        "weights": weights,
        "n_bytes": RUSSIAN_BYTES,
    }


@probe("weights between 0 and 1", "lm_metrics", reveals="weights that are only counted")
def weights_between(rng: Rng) -> Inputs:
    weights = ragged(rng) * rng.uniform(0.2, 1.0, size=(ROWS, LENGTH))
    return {"nll": surprises(rng), "weights": weights, "n_bytes": ENGLISH_BYTES}


@probe(
    "weights that sum to less than 1",
    "lm_metrics",
    reveals="a divisor of at least 1",
)
def weights_below_one(rng: Rng) -> Inputs:
    weights = ragged(rng) * rng.uniform(0.005, 0.05, size=(ROWS, LENGTH))
    return {"nll": surprises(rng), "weights": weights, "n_bytes": ENGLISH_BYTES}


@probe(
    "tokens of 0 and of 30 nats, weights up to 30",
    "lm_metrics",
    reveals="a surprise or a weight that is cut off, tokens of 0 nats left out",
)
def sure_and_wrong(rng: Rng) -> Inputs:
    nll, weights = surprises(rng), ragged(rng) * rng.uniform(1.0, 30.0, size=(ROWS, LENGTH))
    nll += 26.0
    nll[:, 0] = rng.permutation([0.0, 0.0, 30.0, 34.0])
    return {"nll": nll, "weights": weights, "n_bytes": ENGLISH_BYTES}


@probe(
    "inf and NaN where nothing counts",
    "lm_metrics",
    kind="edge",
    reveals="multiplying by a weight of 0",
)
def poisoned_padding(rng: Rng) -> Inputs:
    nll, weights = surprises(rng), ragged(rng)
    idle = rng.permutation(np.argwhere(weights == 0))
    for (b, t), value in zip(idle, (np.nan, np.inf, -np.inf), strict=False):
        nll[b, t] = value
    return {"nll": nll, "weights": weights, "n_bytes": ENGLISH_BYTES}


@probe("nothing counts", "lm_metrics", kind="edge", reveals="0 divided by 0")
def nothing_counts(rng: Rng) -> Inputs:
    return {
        "nll": surprises(rng),
        "weights": np.zeros((ROWS, LENGTH)),
        "n_bytes": ENGLISH_BYTES,
    }


@probe(
    "no bytes",
    "lm_metrics",
    kind="error",
    reveals="a division by 0 bytes",
    raises=("ValueError",),
)
def no_bytes(rng: Rng) -> Inputs:
    return {"nll": surprises(rng), "weights": ragged(rng), "n_bytes": 0}


@probe(
    "fewer than no bytes",
    "lm_metrics",
    kind="error",
    reveals="a comparison with 0 alone",
    raises=("ValueError",),
)
def bytes_below_zero(rng: Rng) -> Inputs:
    return {"nll": surprises(rng), "weights": ragged(rng), "n_bytes": -3}


@probe("a row of weights too few", "lm_metrics", kind="error", reveals="a shape that does not fit")
def weights_too_short(rng: Rng) -> Inputs:
    return {"nll": surprises(rng), "weights": ragged(rng)[:-1], "n_bytes": ENGLISH_BYTES}


def _small(nll: Any, weights: Any, n_bytes: int) -> Inputs:
    return {
        "nll": np.array(nll, dtype=np.float64),
        "weights": np.array(weights, dtype=np.float64),
        "n_bytes": n_bytes,
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    for a, n_bytes in product((1.0, 2.0, 0.0), (1, 2)):
        yield _small([[a]], [[1]], n_bytes)
    for a, b, w, n_bytes in product((1.0, 2.0), (1.0, 3.0, 0.0), ((1, 1), (1, 0), (1, 2)), (1, 3)):
        yield _small([[a, b]], [w], n_bytes)
    for rows, one, other in product(
        (((1, 1), (1, 0)), ((1, 0), (1, 1)), ((1, 1), (1, 1))), ((1, 2), (0, 1)), ((3, 1), (2, 2))
    ):
        yield _small([one, other], rows, 5)
    yield _small([[1.0, np.nan]], [[1, 0]], 2)
    yield _small([[1.0, 2.0]], [[0, 0]], 2)
