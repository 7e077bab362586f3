"""Input designs of vicreg_loss: features on either side of the hinge, means away from 0."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

BATCH = (6, 4)
FLAT = (4, 7)
OTHER: Inputs = {"lam": 10.0, "mu": 4.0, "nu": 2.0, "gamma": 1.5, "eps": 1e-2}


def standardised(rng: Rng, shape: tuple[int, int]) -> np.ndarray:
    """Return correlated features, each with mean 0 and standard deviation 1 (ddof 1)."""
    x = rng.normal(size=shape) + rng.normal(size=(shape[0], 1))
    x = x - x.mean(axis=0)
    return np.asarray(x / x.std(axis=0, ddof=1))


def stretched(rng: Rng, shape: tuple[int, int] = BATCH) -> np.ndarray:
    """Return features with a spread well below 1, or well above 1.5, and means away from 0.

    Both occur in every view, and none is near a hinge of 1 or 1.5, where there is no slope.
    """
    d = shape[1]
    low, high = rng.uniform(0.3, 0.8, size=d - d // 2), rng.uniform(1.9, 2.4, size=d // 2)
    spread = rng.permutation(np.concatenate([low, high]))
    mean = rng.uniform(0.5, 1.5, size=d) * rng.choice([-1.0, 1.0], size=d)
    return np.asarray(standardised(rng, shape) * spread + mean)


def views(rng: Rng, shape: tuple[int, int] = BATCH) -> Inputs:
    """Return two views with spreads and means of their own."""
    return {"za": stretched(rng, shape), "zb": stretched(rng, shape)}


@probe(
    "narrow and wide features",
    "vicreg_loss",
    reveals="no centring, the diagonal, another divisor, a half too few or too many",
)
def narrow_and_wide(rng: Rng) -> Inputs:
    while True:
        inputs = views(rng)
        # Who takes the spread of rows has a hinge too: jax.grad of theirs is measured here.
        rows = np.concatenate([z.std(axis=1, ddof=1) for z in inputs.values()])
        if np.abs(rows - 1.0).min() > 0.02:
            return inputs


@probe("more features than rows", "vicreg_loss", reveals="N and D exchanged")
def more_features_than_rows(rng: Rng) -> Inputs:
    return views(rng, FLAT)


@probe("nearly collapsed views", "vicreg_loss", reveals="an eps outside the root, or none")
def nearly_collapsed(rng: Rng) -> Inputs:
    made = {}
    for name in ("za", "zb"):
        spread = rng.uniform(0.005, 0.02, size=BATCH[1])
        mean = rng.uniform(-0.5, 0.5, size=BATCH[1])
        made[name] = standardised(rng, BATCH) * spread + mean
    return made


@probe("other weights", "vicreg_loss", reveals="weights, gamma or eps taken for granted")
def other_weights(rng: Rng) -> Inputs:
    return {**views(rng), **OTHER}


@probe("constant views", "vicreg_loss", kind="edge", reveals="a root at 0")
def collapsed(rng: Rng) -> Inputs:
    one, other = rng.choice([0.5, -0.25, 1.0, 2.0], size=(2, BATCH[1]))
    return {"za": np.tile(one, (BATCH[0], 1)), "zb": np.tile(other, (BATCH[0], 1))}


@probe("one feature", "vicreg_loss", kind="edge", reveals="a mean over no pair")
def one_feature(rng: Rng) -> Inputs:
    return {name: z[:, :1] for name, z in views(rng).items()}


@probe("one row", "vicreg_loss", kind="error", reveals="a variance that divides by 0")
def one_row(rng: Rng) -> Inputs:
    return {name: z[:1] for name, z in views(rng).items()}


@probe("a row too few in one view", "vicreg_loss", kind="error", reveals="views that do not pair")
def unpaired(rng: Rng) -> Inputs:
    inputs = views(rng)
    return {**inputs, "zb": inputs["zb"][:-1]}


def _small(za: Any, zb: Any, **keywords: float) -> Inputs:
    return {
        "za": np.array(za, dtype=np.float64),
        "zb": np.array(zb, dtype=np.float64),
        **keywords,
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    columns = ([0.0, 1.0], [1.0, 1.0], [1.0, -1.0], [0.0, 2.0])
    for a, b in product(columns, repeat=2):
        yield _small(np.reshape(a, (2, 1)), np.reshape(b, (2, 1)))
    squares = (
        [[0.0, 0.0], [1.0, 0.0]],
        [[0.0, 0.0], [1.0, 1.0]],
        [[1.0, 0.0], [0.0, 1.0]],
        [[1.0, 2.0], [1.0, 0.0]],
        [[0.0, 0.0], [2.0, 2.0]],
    )
    for one, other in product(squares, repeat=2):
        yield _small(one, other)
    for one, other in product(squares, repeat=2):
        yield _small(one, other, lam=1.0, mu=2.0, nu=3.0)
    for one in squares:
        yield _small(one, one, gamma=2.0, eps=1.0)
    for tall in ([[0.0], [0.0], [1.0]], [[1.0], [0.0], [-1.0]]):
        yield _small(tall, np.zeros((3, 1)))
        yield _small(np.repeat(tall, 2, axis=1), np.zeros((3, 2)))
