"""Input designs of info_nce: clouds of pairs that show one belief each, and icy temperatures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, D = 5, 6
TAU = 0.2
COLD = 0.07
ICY = 1e-4


def unit(x: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return np.asarray(x / np.sqrt((x * x).sum(axis=-1, keepdims=True)))


def frame(rng: Rng) -> np.ndarray:
    """D orthonormal directions, at random: float[D, D]."""
    return np.linalg.qr(rng.normal(size=(D, D)))[0]


def stretched(rng: Rng, x: np.ndarray, shortest: float, longest: float) -> np.ndarray:
    """The rows of x with lengths that are all different, in random order."""
    lengths = rng.permutation(np.geomspace(shortest, longest, len(x)))
    return np.asarray(unit(x) * lengths[:, None])


def clouds(rng: Rng, offset: float) -> tuple[np.ndarray, np.ndarray]:
    """Queries, and keys that resemble them; an offset moves the keys only."""
    q = rng.normal(size=(N, D))
    k = 0.7 * q + 0.7 * rng.normal(size=(N, D)) + offset * unit(rng.normal(size=(1, D)))
    return q, k


@probe(
    "queries and keys from different clouds",
    "info_nce",
    reveals="a temperature, direction or normalisation that is off",
)
def asymmetric_clouds(rng: Rng) -> Inputs:
    q, k = clouds(rng, 1.5)
    return {"q": stretched(rng, q, 0.5, 3.0), "k": stretched(rng, k, 0.5, 3.0), "tau": TAU}


@probe("tau = 0.07", "info_nce", reveals="a temperature that is missing, multiplied or squared")
def cold(rng: Rng) -> Inputs:
    q, k = clouds(rng, 0.5)
    return {"q": stretched(rng, q, 0.4, 2.5), "k": stretched(rng, k, 0.4, 2.5), "tau": COLD}


@probe("lengths from 0.01 to 100", "info_nce", reveals="lengths that still count")
def lengths_apart(rng: Rng) -> Inputs:
    q, k = clouds(rng, 1.0)
    return {"q": stretched(rng, q, 0.01, 100.0), "k": stretched(rng, k, 0.01, 100.0), "tau": TAU}


@probe(
    "all embeddings share a direction",
    "info_nce",
    reveals="a ratio of similarities without exp",
)
def shared_direction(rng: Rng) -> Inputs:
    shared = unit(rng.normal(size=(1, D)))
    q = shared + 0.6 * unit(rng.normal(size=(N, D)))
    k = shared + 0.6 * unit(rng.normal(size=(N, D)))
    return {"q": stretched(rng, q, 0.5, 3.0), "k": stretched(rng, k, 0.5, 3.0), "tau": TAU}


@probe("the partner is the worst match", "info_nce", reveals="an epsilon inside the log")
def hard_pairs(rng: Rng) -> Inputs:
    e = frame(rng)[:N]
    q = e + 0.02 * rng.normal(size=(N, D))
    k = 0.6 * np.roll(e, 1, axis=0) - 0.8 * e
    return {"q": stretched(rng, q, 0.5, 2.0), "k": stretched(rng, k, 0.5, 2.0), "tau": COLD}


@probe("tau = 1e-4, every pair matches", "info_nce", kind="stability", reveals="exp(1 / tau)")
def icy_matches(rng: Rng) -> Inputs:
    q = frame(rng)[:N] + 0.1 * rng.normal(size=(N, D))
    lengths = rng.permutation(np.geomspace(0.5, 2.0, N))
    return {"q": q, "k": q * lengths[:, None], "tau": ICY}


@probe("tau = 1e-4, no pair matches", "info_nce", kind="stability", reveals="the log of softmax")
def icy_strangers(rng: Rng) -> Inputs:
    e = frame(rng)[:N]
    q = e + 0.02 * rng.normal(size=(N, D))
    k = np.roll(e, 1, axis=0) - 0.5 * e
    return {"q": stretched(rng, q, 0.5, 2.0), "k": stretched(rng, k, 0.5, 2.0), "tau": ICY}


@probe("tau = 1e-4, all cosines negative", "info_nce", kind="stability", reveals="the log of 0")
def icy_opposites(rng: Rng) -> Inputs:
    shared = unit(rng.normal(size=(1, D)))
    q = shared + 0.5 * unit(rng.normal(size=(N, D)))
    k = -shared + 0.5 * unit(rng.normal(size=(N, D)))
    return {"q": stretched(rng, q, 0.5, 2.0), "k": stretched(rng, k, 0.5, 2.0), "tau": ICY}


@probe(
    "tau = 1e-4, one row certain, one in doubt",
    "info_nce",
    kind="stability",
    reveals="one maximum for all rows",
)
def icy_rows_apart(rng: Rng) -> Inputs:
    e = frame(rng)
    cosines = rng.permutation([1.0, 0.8, 0.6, 0.4, 0.2])[:, None]
    k = cosines * e[:N] + np.sqrt(1.0 - cosines**2) * e[N]
    return {"q": stretched(rng, e[:N], 0.5, 2.0), "k": stretched(rng, k, 0.5, 2.0), "tau": ICY}


@probe("a single pair", "info_nce", kind="edge", reveals="a candidate that is counted twice")
def one_pair(rng: Rng) -> Inputs:
    return {"q": rng.normal(size=(1, D)), "k": rng.normal(size=(1, D)), "tau": TAU}


@probe("embeddings of one number", "info_nce", kind="edge", reveals="squeezed axes")
def one_dimension(rng: Rng) -> Inputs:
    q = rng.uniform(0.5, 2.0, size=(N, 1)) * rng.permutation([1.0, -1.0, 1.0, -1.0, 1.0])[:, None]
    k = rng.uniform(0.5, 2.0, size=(N, 1)) * rng.permutation([1.0, -1.0, 1.0, -1.0, -1.0])[:, None]
    return {"q": q, "k": k, "tau": TAU}


@probe("a query and a key of length 0", "info_nce", kind="edge", judge="finite", reveals="0 / 0")
def zero_rows(rng: Rng) -> Inputs:
    q, k = clouds(rng, 0.5)
    q[rng.integers(N)] = 0.0
    k[rng.integers(N)] = 0.0
    return {"q": q, "k": k, "tau": TAU}


@probe("tau = 0", "info_nce", kind="error", raises=["ValueError"])
def tau_zero(rng: Rng) -> Inputs:
    q, k = clouds(rng, 0.5)
    return {"q": q, "k": k, "tau": 0.0}


@probe("a negative tau", "info_nce", kind="error", raises=["ValueError"])
def tau_negative(rng: Rng) -> Inputs:
    q, k = clouds(rng, 0.5)
    return {"q": q, "k": k, "tau": -TAU}


@probe("more queries than keys", "info_nce", kind="error")
def unpaired(rng: Rng) -> Inputs:
    q, k = clouds(rng, 0.5)
    return {"q": q, "k": k[:-1], "tau": TAU}


@probe("keys of another width", "info_nce", kind="error")
def other_width(rng: Rng) -> Inputs:
    q, k = clouds(rng, 0.5)
    return {"q": q, "k": k[:, :-1], "tau": TAU}


def tiny(entry: str) -> Iterator[Inputs]:
    """Inputs small enough for pencil and paper, smallest first."""
    for a, b in ((1.0, 1.0), (1.0, -1.0), (2.0, 1.0)):
        yield {"q": np.array([[a]]), "k": np.array([[b]]), "tau": 1.0}
    for tau in (1.0, 0.5):
        for four in product((1.0, -1.0), repeat=4):
            yield {"q": np.array([four[:2]]).T, "k": np.array([four[2:]]).T, "tau": tau}
    for four in product((1.0, 2.0), repeat=4):
        yield {"q": np.array([four[:2]]).T, "k": np.array([four[2:]]).T, "tau": 0.5}
    rows = ((1.0, 0.0), (0.0, 1.0), (0.0, 2.0), (1.0, 1.0))
    for q1, q2, k1, k2 in product(rows, repeat=4):
        yield {"q": np.array([q1, q2]), "k": np.array([k1, k2]), "tau": 0.5}
    for tau in (1e-3, 1e-4):
        yield {"q": np.eye(2), "k": np.eye(2), "tau": tau}
        yield {"q": np.eye(2), "k": np.eye(2)[::-1].copy(), "tau": tau}
        yield {"q": np.ones((2, 2)), "k": -np.ones((2, 2)), "tau": tau}
