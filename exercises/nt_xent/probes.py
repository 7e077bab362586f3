"""Input designs of nt_xent: pools of two views that show one belief each, and icy temperatures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, D = 4, 8
COLD = 0.07
HOT = 2.0
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


def views(rng: Rng, offset: float, pairs: int = N) -> tuple[np.ndarray, np.ndarray]:
    """Two views that resemble each other; an offset moves the second view only."""
    z1 = rng.normal(size=(pairs, D))
    z2 = 0.7 * z1 + 0.7 * rng.normal(size=(pairs, D)) + offset * unit(rng.normal(size=(1, D)))
    return z1, z2


@probe("views from different clouds", "nt_xent", reveals="candidates of one view only")
def asymmetric_views(rng: Rng) -> Inputs:
    z1, z2 = views(rng, 2.0)
    return {"z1": stretched(rng, z1, 0.4, 2.5), "z2": stretched(rng, z2, 0.4, 2.5), "tau": COLD}


@probe("tau = 2", "nt_xent", reveals="a self-similarity that was not quite removed")
def hot(rng: Rng) -> Inputs:
    z1, z2 = views(rng, 1.0)
    return {"z1": stretched(rng, z1, 0.5, 3.0), "z2": stretched(rng, z2, 0.5, 3.0), "tau": HOT}


@probe("three pairs", "nt_xent", reveals="a mean over something else than 2N anchors")
def three_pairs(rng: Rng) -> Inputs:
    # Odd: i XOR N is the partner of row i only where N is a power of 2.
    z1, z2 = views(rng, 1.0, pairs=3)
    return {"z1": stretched(rng, z1, 0.5, 2.0), "z2": stretched(rng, z2, 0.5, 2.0), "tau": HOT}


@probe("lengths from 0.01 to 100", "nt_xent", reveals="lengths that still count")
def lengths_apart(rng: Rng) -> Inputs:
    z1, z2 = views(rng, 1.0)
    return {
        "z1": stretched(rng, z1, 0.01, 100.0),
        "z2": stretched(rng, z2, 0.02, 50.0),
        "tau": COLD,
    }


@probe("all embeddings share a direction", "nt_xent", reveals="negatives that were mixed up")
def shared_direction(rng: Rng) -> Inputs:
    shared = unit(rng.normal(size=(1, D)))
    z1 = shared + 0.6 * unit(rng.normal(size=(N, D)))
    z2 = shared + 0.6 * unit(rng.normal(size=(N, D)))
    return {"z1": stretched(rng, z1, 0.5, 3.0), "z2": stretched(rng, z2, 0.5, 3.0), "tau": HOT}


@probe("the partner is the worst match", "nt_xent", reveals="an epsilon inside the log")
def hard_pairs(rng: Rng) -> Inputs:
    e = frame(rng)[:N]
    z1 = e + 0.02 * rng.normal(size=(N, D))
    z2 = 0.6 * np.roll(e, 1, axis=0) - 0.8 * e
    return {"z1": stretched(rng, z1, 0.5, 2.0), "z2": stretched(rng, z2, 0.5, 2.0), "tau": COLD}


@probe("tau = 1e-4, every pair matches", "nt_xent", kind="stability", reveals="exp(1 / tau)")
def icy_matches(rng: Rng) -> Inputs:
    z1 = frame(rng)[:N] + 0.1 * rng.normal(size=(N, D))
    lengths = rng.permutation(np.geomspace(0.5, 2.0, N))
    return {"z1": z1, "z2": z1 * lengths[:, None], "tau": ICY}


@probe("tau = 1e-4, no pair matches", "nt_xent", kind="stability", reveals="the log of softmax")
def icy_strangers(rng: Rng) -> Inputs:
    e = frame(rng)[:N]
    z1 = e + 0.02 * rng.normal(size=(N, D))
    z2 = np.roll(e, 1, axis=0) - 0.5 * e
    return {"z1": stretched(rng, z1, 0.5, 2.0), "z2": stretched(rng, z2, 0.5, 2.0), "tau": ICY}


@probe(
    "tau = 1e-4, only a row itself is similar",
    "nt_xent",
    kind="stability",
    reveals="exp(1 / tau) that is subtracted again",
)
def icy_nearly_orthogonal(rng: Rng) -> Inputs:
    # Cosines up to 0.02: every exp fits into float64, except that of a row with itself.
    e = frame(rng)
    signs = rng.choice([-1.0, 1.0], size=(2 * N, 2 * N)) * rng.uniform(0.002, 0.01, size=(2 * N, 1))
    rows = e + (signs * (1.0 - np.eye(2 * N))) @ e
    return {
        "z1": stretched(rng, rows[:N], 0.5, 2.0),
        "z2": stretched(rng, rows[N:], 0.5, 2.0),
        "tau": ICY,
    }


@probe("tau = 1e-4, all cosines negative", "nt_xent", kind="stability", reveals="the log of 0")
def icy_opposites(rng: Rng) -> Inputs:
    # The corners of a simplex: 2N rows, each at cosine -1/(2N-1) to all others.
    corners = unit(np.eye(2 * N) - 1.0 / (2 * N)) @ frame(rng)
    corners = unit(corners + 0.01 * rng.normal(size=(2 * N, D)))
    return {
        "z1": stretched(rng, corners[:N], 0.5, 2.0),
        "z2": stretched(rng, corners[N:], 0.5, 2.0),
        "tau": ICY,
    }


@probe(
    "tau = 1e-4, one pair certain, one in doubt",
    "nt_xent",
    kind="stability",
    reveals="one maximum for all rows",
)
def icy_rows_apart(rng: Rng) -> Inputs:
    e = frame(rng)
    cosines = rng.permutation([1.0, 0.8, 0.6, 0.4])[:, None]
    z2 = cosines * e[:N] + np.sqrt(1.0 - cosines**2) * e[N : 2 * N]
    return {"z1": stretched(rng, e[:N], 0.5, 2.0), "z2": stretched(rng, z2, 0.5, 2.0), "tau": ICY}


@probe(
    "tau = 1e-4, two second views nearly alike",
    "nt_xent",
    kind="stability",
    reveals="the maximum of one view for both",
)
def icy_second_views(rng: Rng) -> Inputs:
    # Two second views have cosine 0.91, and no row of the first view has more than 0.7.
    e = frame(rng)
    cosines, aside = np.array([0.3, 0.3, 0.5, 0.7])[:, None], e[[N, N, N + 1, N + 2]]
    z2 = cosines * e[:N] + np.sqrt(1.0 - cosines**2) * aside
    order = rng.permutation(N)
    return {
        "z1": stretched(rng, e[:N][order], 0.5, 2.0),
        "z2": stretched(rng, z2[order], 0.5, 2.0),
        "tau": ICY,
    }


@probe(
    "tau = 1e-4, a single pair of opposites",
    "nt_xent",
    kind="stability",
    reveals="a fill that is not below every logit",
    backends=["numpy"],
)
def icy_pair_of_opposites(rng: Rng) -> Inputs:
    # The only candidate has the smallest logit there is, -1e4.
    z1 = rng.normal(size=(1, D))
    return {"z1": z1, "z2": -rng.uniform(0.5, 2.0) * z1, "tau": ICY}


@probe("a single pair", "nt_xent", kind="edge", reveals="a candidate too many")
def one_pair(rng: Rng) -> Inputs:
    return {"z1": rng.normal(size=(1, D)), "z2": rng.normal(size=(1, D)), "tau": HOT}


@probe("rows of zeros", "nt_xent", kind="edge", judge="finite", reveals="0 / 0")
def zero_rows(rng: Rng) -> Inputs:
    z1, z2 = views(rng, 0.5)
    z1[rng.integers(N)] = 0.0
    z2[rng.integers(N)] = 0.0
    return {"z1": z1, "z2": z2, "tau": HOT}


@probe("tau = 0", "nt_xent", kind="error", raises=["ValueError"])
def tau_zero(rng: Rng) -> Inputs:
    z1, z2 = views(rng, 0.5)
    return {"z1": z1, "z2": z2, "tau": 0.0}


@probe("a negative tau", "nt_xent", kind="error", raises=["ValueError"])
def tau_negative(rng: Rng) -> Inputs:
    z1, z2 = views(rng, 0.5)
    return {"z1": z1, "z2": z2, "tau": -HOT}


@probe("a view without its partner", "nt_xent", kind="error")
def unpaired(rng: Rng) -> Inputs:
    z1, z2 = views(rng, 0.5)
    return {"z1": z1, "z2": z2[:-1], "tau": HOT}


def tiny(entry: str) -> Iterator[Inputs]:
    """Inputs small enough for pencil and paper, smallest first."""
    for a, b in ((1.0, 1.0), (1.0, -1.0), (2.0, 1.0)):
        yield {"z1": np.array([[a]]), "z2": np.array([[b]]), "tau": 1.0}
    for tau in (1.0, 0.5):
        for four in product((1.0, -1.0), repeat=4):
            yield {"z1": np.array([four[:2]]).T, "z2": np.array([four[2:]]).T, "tau": tau}
    for four in product((1.0, 2.0), repeat=4):
        yield {"z1": np.array([four[:2]]).T, "z2": np.array([four[2:]]).T, "tau": 0.5}
    rows = ((1.0, 0.0), (0.0, 1.0), (0.0, 2.0), (1.0, 1.0))
    for a1, a2, b1, b2 in product(rows, repeat=4):
        yield {"z1": np.array([a1, a2]), "z2": np.array([b1, b2]), "tau": 0.5}
    for tau in (1e-3, 1e-4):
        yield {"z1": np.eye(2), "z2": np.eye(2), "tau": tau}
        yield {"z1": np.eye(2), "z2": np.eye(2)[::-1].copy(), "tau": tau}
        yield {"z1": np.ones((1, 2)), "z2": -np.ones((1, 2)), "tau": tau}
