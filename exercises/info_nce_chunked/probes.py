"""Input designs of info_nce_chunked: ten queries in chunks of four, every key a candidate."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, D = 10, 12
CHUNK, ONE_ROW, ALL_ROWS = 4, 1, 32
TAU, COLD, ICY = 0.2, 0.1, 1e-4

MANY_N, MANY_D, MANY_CHUNK = 4608, 8, 64
MEGABYTES = 68
"""One N x N array takes 170 MB in float64, 85 MB in float32. The limit holds eight arrays of
[chunk, N] (19 MB), inputs and outputs several times (4 MB), the 32 MB that OpenBLAS sets aside at
the first matrix product, and 13 MB to spare."""


def unit(x: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return np.asarray(x / np.sqrt((x * x).sum(axis=-1, keepdims=True)))


def frame(rng: Rng) -> np.ndarray:
    """Orthonormal directions, more than there are rows, at random: float[D, D]."""
    return np.asarray(np.linalg.qr(rng.normal(size=(D, D)))[0])


def stretched(rng: Rng, x: np.ndarray, shortest: float, longest: float) -> np.ndarray:
    """The rows of x with lengths that are all different, in random order."""
    lengths = rng.permutation(np.geomspace(shortest, longest, len(x)))
    return np.asarray(unit(x) * lengths[:, None])


def clouds(rng: Rng, chunk: int, tau: float = TAU) -> Inputs:
    """Return queries, and keys that resemble them, whose cloud is moved.

    Queries of the later chunks are noisier: the means of the chunks are far apart.
    """
    q = rng.normal(size=(N, D))
    noise = np.linspace(0.3, 1.5, N)[:, None]
    k = q + noise * rng.normal(size=(N, D)) + 0.7 * unit(rng.normal(size=(1, D)))
    return {
        "q": stretched(rng, q, 0.5, 3.0),
        "k": stretched(rng, k, 0.5, 3.0),
        "tau": tau,
        "chunk": chunk,
    }


@probe(
    "ten queries in chunks of four",
    "info_nce_chunked",
    reveals="negatives of the own chunk only, positives of the first chunk, dk not accumulated",
)
def ten_by_four(rng: Rng) -> Inputs:
    return clouds(rng, CHUNK)


# tau and chunk are static, and nothing here compiles as slowly in JAX: its track has one pair of
# them that cuts, one that does not, and one that is icy.
@probe(
    "every query a chunk",
    "info_nce_chunked",
    reveals="a quiz with one candidate",
    backends=["numpy"],
)
def row_by_row(rng: Rng) -> Inputs:
    return clouds(rng, ONE_ROW)


@probe("all queries in one chunk", "info_nce_chunked", reveals="a loop that never starts")
def one_chunk(rng: Rng) -> Inputs:
    return clouds(rng, ALL_ROWS)


@probe("tau = 0.1", "info_nce_chunked", reveals="a lost 1 / tau", backends=["numpy"])
def cold(rng: Rng) -> Inputs:
    return clouds(rng, CHUNK, COLD)


@probe(
    "all embeddings share a direction",
    "info_nce_chunked",
    reveals="a lost projection, a lost 1 / norm",
)
def shared_direction(rng: Rng) -> Inputs:
    shared = unit(rng.normal(size=(1, D)))
    q = shared + 0.7 * unit(rng.normal(size=(N, D)))
    k = shared + 0.7 * unit(rng.normal(size=(N, D)))
    lengths = (0.2, 10.0)
    return {
        "q": stretched(rng, q, *lengths),
        "k": stretched(rng, k, *lengths),
        "tau": TAU,
        "chunk": CHUNK,
    }


def _icy(rng: Rng, q: np.ndarray, k: np.ndarray) -> Inputs:
    return {
        "q": stretched(rng, q, 0.5, 2.0),
        "k": stretched(rng, k, 0.5, 2.0),
        "tau": ICY,
        "chunk": CHUNK,
    }


@probe("tau = 1e-4, no pair matches", "info_nce_chunked", kind="stability", reveals="exp(1 / tau)")
def icy_strangers(rng: Rng) -> Inputs:
    e = frame(rng)[:N]
    return _icy(rng, e, np.roll(e, 1, axis=0) - 0.5 * e)


@probe(
    "tau = 1e-4, all cosines negative",
    "info_nce_chunked",
    kind="stability",
    reveals="a sum of exp that is 0, a maximum that starts at 0",
)
def icy_opposites(rng: Rng) -> Inputs:
    e = frame(rng)
    return _icy(rng, e[:N] + e[N], np.roll(e[:N], 1, axis=0) - 2.0 * e[N])


@probe(
    "tau = 1e-4, one row certain, one in doubt",
    "info_nce_chunked",
    kind="stability",
    reveals="one maximum for all rows of a chunk",
)
def icy_rows_apart(rng: Rng) -> Inputs:
    e = frame(rng)
    cosines = rng.permutation(np.linspace(0.1, 1.0, N))[:, None]
    k = cosines * np.roll(e[:N], 1, axis=0) + np.sqrt(1.0 - cosines**2) * e[N]
    return _icy(rng, e[:N], k)


@probe(
    "a single pair",
    "info_nce_chunked",
    kind="edge",
    reveals="a candidate counted twice",
    backends=["numpy"],
)
def one_pair(rng: Rng) -> Inputs:
    q, k = rng.normal(size=(2, 1, D))
    return {"q": q, "k": k, "tau": TAU, "chunk": CHUNK}


@probe(
    "a query and a key of length 0",
    "info_nce_chunked",
    kind="edge",
    judge="finite",
    reveals="0 / 0",
)
def zero_rows(rng: Rng) -> Inputs:
    inputs = clouds(rng, CHUNK)
    inputs["q"][rng.integers(N)] = 0.0
    inputs["k"][rng.integers(N)] = 0.0
    return inputs


@probe("chunk = 0", "info_nce_chunked", kind="error", raises=["ValueError"])
def chunk_zero(rng: Rng) -> Inputs:
    return clouds(rng, 0)


@probe(
    "chunk = -4",
    "info_nce_chunked",
    kind="error",
    raises=["ValueError"],
    reveals="range(0, N, -4), which is empty",
)
def chunk_negative(rng: Rng) -> Inputs:
    return clouds(rng, -CHUNK)


@probe("tau = 0", "info_nce_chunked", kind="error", raises=["ValueError"])
def tau_zero(rng: Rng) -> Inputs:
    return clouds(rng, CHUNK, 0.0)


@probe("a negative tau", "info_nce_chunked", kind="error", raises=["ValueError"])
def tau_negative(rng: Rng) -> Inputs:
    return clouds(rng, CHUNK, -TAU)


@probe("more queries than keys", "info_nce_chunked", kind="error")
def unpaired(rng: Rng) -> Inputs:
    inputs = clouds(rng, CHUNK)
    return {**inputs, "k": inputs["k"][:-1]}


@probe(
    f"{MANY_N:,} queries and as many keys in {MEGABYTES} MB",
    "info_nce_chunked",
    kind="memory",
    reveals="the N x N matrix in one piece",
    backends=["numpy"],
    megabytes=MEGABYTES,
)
def many_pairs(rng: Rng) -> Inputs:
    q = rng.normal(size=(MANY_N, MANY_D))
    k = q + 0.5 * rng.normal(size=(MANY_N, MANY_D))
    return {"q": q, "k": k, "tau": TAU, "chunk": MANY_CHUNK}


ROWS = ((1.0, 0.0), (0.0, 2.0), (1.0, 1.0))


def tiny(entry: str) -> Iterator[Inputs]:
    """Inputs small enough for pencil and paper, smallest first."""
    for x, y in product(ROWS, repeat=2):
        yield {"q": np.array([x]), "k": np.array([y]), "tau": 1.0, "chunk": 1}
    for chunk, tau in ((2, 1.0), (1, 1.0), (1, 0.5)):
        for four in product((1.0, -1.0), repeat=4):
            q, k = np.array([four[:2]]).T, np.array([four[2:]]).T
            yield {"q": q, "k": k, "tau": tau, "chunk": chunk}
    for chunk, (q1, q2, k1, k2) in product((1, 2), product(ROWS, repeat=4)):
        yield {"q": np.array([q1, q2]), "k": np.array([k1, k2]), "tau": 0.5, "chunk": chunk}
    for k3 in ROWS:
        three = np.array([ROWS[0], ROWS[1], k3])
        yield {"q": np.array(ROWS), "k": three, "tau": 1.0, "chunk": 2}
    for tau in (1e-3, 1e-4):
        yield {"q": np.eye(2), "k": np.eye(2)[::-1].copy(), "tau": tau, "chunk": 1}
        yield {"q": np.ones((2, 2)), "k": -np.array(ROWS[:2]), "tau": tau, "chunk": 1}
