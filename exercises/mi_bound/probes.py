"""Input designs of mi_bound: critics of many qualities, and scores of thousands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, BIG = 5, 9


def scored(rng: Rng, size: int, gain: float) -> np.ndarray:
    """Random scores, with a gain for the right pairs that differs from pair to pair."""
    gains = gain * rng.permutation(np.linspace(0.5, 1.5, size))
    return np.asarray(rng.normal(size=(size, size)) * 1.5 + np.diag(gains))


@probe("a good critic", "mi_bound", reveals="a lost ln N, or another sign")
def good_critic(rng: Rng) -> Inputs:
    return {"scores": scored(rng, N, 3.0) + rng.normal(size=(N, 1)) * 2.0}


@probe("more pairs", "mi_bound", reveals="a batch size that was taken for granted")
def bigger_batch(rng: Rng) -> Inputs:
    return {"scores": scored(rng, BIG, 2.0) + rng.normal(size=(BIG, 1))}


@probe("a critic worse than guessing", "mi_bound", reveals="a bound that was cut off at 0")
def worse_than_guessing(rng: Rng) -> Inputs:
    return {"scores": scored(rng, N, -3.0)}


@probe("keys that everybody likes", "mi_bound", reveals="columns in place of rows")
def lopsided_keys(rng: Rng) -> Inputs:
    liked = rng.permutation(np.linspace(-3.0, 3.0, N))
    return {"scores": scored(rng, N, 2.0) + liked[None, :]}


@probe("right pairs with tiny probabilities", "mi_bound", reveals="an epsilon inside the log")
def surprised(rng: Rng) -> Inputs:
    scores = rng.normal(size=(N, N))
    wrong = rng.choice(N, size=2, replace=False)
    scores[wrong, wrong] -= rng.uniform(24.0, 26.0, size=2)
    return {"scores": scores / 2.0 - 1.0 + np.diag(np.diagonal(scores) / 2.0)}


@probe("every row thousands up or down", "mi_bound", kind="stability", reveals="one maximum")
def raised_rows(rng: Rng) -> Inputs:
    offset = rng.permutation([0.0, 1e4, -1e4, 3e3, -3e3])[:, None]
    return {"scores": np.round(scored(rng, N, 2.0) * 64.0) / 64.0 + offset}


@probe("scores times 1e3, certain and right", "mi_bound", kind="stability", reveals="exp(1e3)")
def certain(rng: Rng) -> Inputs:
    scores = rng.uniform(-1.0, 0.5, size=(N, N))
    scores[np.diag_indices(N)] = rng.uniform(1.0, 2.0, size=N)
    return {"scores": np.round(scores * 1e3)}


@probe("scores times 1e3, certain and wrong", "mi_bound", kind="stability", reveals="the log of 0")
def certainly_wrong(rng: Rng) -> Inputs:
    scores = rng.uniform(-0.3, 0.3, size=(N, N))
    scores[np.diag_indices(N)] -= rng.uniform(1.0, 2.0, size=N)
    return {"scores": np.round(scores * 1e3)}


@probe("scores around -1e3", "mi_bound", kind="stability", reveals="a sum of exp that is 0")
def very_low(rng: Rng) -> Inputs:
    return {"scores": np.round(scored(rng, N, 2.0) * 64.0) / 64.0 - 1e3}


@probe("a single pair", "mi_bound", kind="edge", reveals="a candidate that is counted twice")
def one_pair(rng: Rng) -> Inputs:
    return {"scores": rng.normal(size=(1, 1)) * 3.0}


def tiny(entry: str) -> Iterator[Inputs]:
    """Inputs small enough for pencil and paper, smallest first."""
    for value in (0.0, 1.0, -1.0, 2.0):
        yield {"scores": np.array([[value]])}
    for four in product((0.0, 1.0, -1.0, 2.0), repeat=4):
        yield {"scores": np.array(four).reshape(2, 2)}
    for diagonal in product((0.0, 1.0), repeat=3):
        yield {"scores": np.diag(diagonal)}
    for value in (1000.0, -1000.0):
        yield {"scores": np.diag([value, value])}
        yield {"scores": np.full((2, 2), value)}
    yield {"scores": np.array([[1000.0, 1000.0], [0.0, 0.0]])}
