"""Input designs of moco_queue: keys of any length, queues that wrap around, icy temperatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, K, D = 4, 7, 5
OTHER_N, OTHER_K, OTHER_D = 3, 6, 4
TAU = 0.2
COLD = 0.07
ICY = 1e-4
INSIDE, WRAPS = 1, 5  # where ptr stands in the queue of K: room left, not enough room
ENDS = OTHER_K - OTHER_N  # and in the other one: exactly enough
# ptr and tau are static: every pair of them is one more function for JAX to compile. So the cold
# losses stand where the keys wrap around, and the other size where they end exactly.


def unit(x: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return np.asarray(x / np.sqrt((x * x).sum(axis=-1, keepdims=True)))


def frame(rng: Rng) -> np.ndarray:
    """D orthonormal directions, at random: float[D, D]."""
    return np.linalg.qr(rng.normal(size=(D, D)))[0]


def stretched(rng: Rng, x: np.ndarray, shortest: float = 0.4, longest: float = 3.0) -> np.ndarray:
    """The rows of x with lengths that are all different, in random order."""
    lengths = rng.permutation(np.geomspace(shortest, longest, len(x)))
    return np.asarray(unit(x) * lengths[:, None])


def loss_alone(inputs: Inputs) -> Mapping[str, Any]:
    """Judge loss and gradient."""
    nothing = np.zeros(inputs["queue"].shape, dtype=bool)
    return {"new_queue": nothing, "new_ptr": np.zeros((), dtype=bool)}


def queue_alone(inputs: Inputs) -> Mapping[str, Any]:
    """Judge the next queue and its pointer."""
    nothing = np.zeros(inputs["q"].shape, dtype=bool)
    return {"loss": np.zeros((), dtype=bool), "dq": nothing}


def cold_step(rng: Rng) -> dict[str, Any]:
    """Return a step at the lower temperature, whose keys wrap around the end of the queue."""
    return step(rng, COLD, WRAPS)


def other_step(rng: Rng) -> dict[str, Any]:
    """Return a step of another size, whose keys end exactly at the end of the queue."""
    q = rng.normal(size=(OTHER_N, OTHER_D))
    k = q + 0.8 * rng.normal(size=(OTHER_N, OTHER_D))
    queue = unit(rng.normal(size=(OTHER_K, OTHER_D)))
    return {"q": q, "k": stretched(rng, k), "queue": queue, "ptr": ENDS, "tau": TAU}


def step(rng: Rng, tau: float = TAU, ptr: int = INSIDE) -> dict[str, Any]:
    """Return queries, keys that resemble them, and a queue of unit rows."""
    q = rng.normal(size=(N, D))
    k = 0.7 * q + 0.7 * rng.normal(size=(N, D)) + 0.8 * unit(rng.normal(size=(1, D)))
    return {
        "q": stretched(rng, q),
        "k": stretched(rng, k),
        "queue": unit(rng.normal(size=(K, D))),
        "ptr": ptr,
        "tau": tau,
    }


# The loss


@probe(
    "keys of any length",
    "moco_step",
    reveals="lengths that count, and candidates that are missing or too many",
    graded=loss_alone,
)
def uneven_lengths(rng: Rng) -> Inputs:
    return step(rng)


@probe(
    "tau = 0.07",
    "moco_step",
    reveals="a temperature that is missing, multiplied or squared",
    graded=loss_alone,
)
def cold(rng: Rng) -> Inputs:
    return cold_step(rng)


@probe("another size", "moco_step", reveals="sizes taken for granted", graded=loss_alone)
def other_size(rng: Rng) -> Inputs:
    return other_step(rng)


@probe(
    "the queue holds better matches than the key",
    "moco_step",
    reveals="an epsilon that caps the largest losses",
    graded=loss_alone,
)
def hard_queries(rng: Rng) -> Inputs:
    e = frame(rng)
    q = e[:N] + 0.02 * rng.normal(size=(N, D))
    k = 0.3 * np.roll(e[:N], 1, axis=0) - 0.95 * e[:N]
    queue = unit(np.concatenate([e[:N], e[: K - N]]) + 0.1 * rng.normal(size=(K, D)))
    inputs = cold_step(rng)
    return {**inputs, "q": stretched(rng, q), "k": stretched(rng, k), "queue": queue}


# The queue


@probe("room at the pointer", "moco_step", reveals="keys that are not unit", graded=queue_alone)
def fits(rng: Rng) -> Inputs:
    return step(rng)


@probe(
    "the keys wrap around the end",
    "moco_step",
    reveals="a slice that ends where the queue ends",
    graded=queue_alone,
)
def wraps_around(rng: Rng) -> Inputs:
    return cold_step(rng)


@probe(
    "the keys end exactly at the end",
    "moco_step",
    reveals="a pointer that leaves the queue",
    graded=queue_alone,
)
def ends_exactly(rng: Rng) -> Inputs:
    return other_step(rng)


# Extremes


def _icy(rng: Rng, q: np.ndarray, k: np.ndarray, queue: np.ndarray) -> Inputs:
    inputs = step(rng, ICY)
    return {**inputs, "q": stretched(rng, q), "k": stretched(rng, k), "queue": unit(queue)}


@probe("tau = 1e-4, every key matches", "moco_step", kind="stability", reveals="exp(1 / tau)")
def icy_matches(rng: Rng) -> Inputs:
    e = frame(rng)
    others = 0.4 * e[rng.integers(N, size=K)] + e[N]
    return _icy(rng, e[:N], e[:N] + 0.1 * e[N], others)


@probe("tau = 1e-4, no key matches", "moco_step", kind="stability", reveals="the log of softmax")
def icy_strangers(rng: Rng) -> Inputs:
    e = frame(rng)
    others = np.concatenate([e[:N], e[: K - N] - 0.7 * e[N]])
    return _icy(rng, e[:N], e[N] - 0.3 * e[:N], others)


@probe("tau = 1e-4, all cosines negative", "moco_step", kind="stability", reveals="the log of 0")
def icy_opposites(rng: Rng) -> Inputs:
    shared = unit(rng.normal(size=(1, D)))
    q = shared + 0.4 * unit(rng.normal(size=(N, D)))
    across = rng.normal(size=(N, D))
    across -= unit(q) * (unit(q) * across).sum(axis=1, keepdims=True)
    k = unit(across) - 0.3 * unit(q)
    return _icy(rng, q, k, -shared + 0.4 * unit(rng.normal(size=(K, D))))


@probe(
    "tau = 1e-4, one query sure and one in doubt",
    "moco_step",
    kind="stability",
    reveals="one maximum for all queries",
)
def icy_rows_apart(rng: Rng) -> Inputs:
    e = frame(rng)
    cosines = rng.permutation([1.0, 0.75, 0.5, 0.25])[:, None]
    k = cosines * e[:N] + np.sqrt(1.0 - cosines**2) * e[N]
    others = e[N] - 0.5 * e[rng.integers(N, size=K)]
    return _icy(rng, e[:N], k, others)


# What our contract says


@probe("as many keys as the queue holds", "moco_step", kind="edge", reveals="a queue that is full")
def replaces_all(rng: Rng) -> Inputs:
    inputs = step(rng, ptr=2)
    return {**inputs, "queue": inputs["queue"][:N]}


@probe("a query and a key of length 0", "moco_step", kind="edge", judge="finite", reveals="0 / 0")
def zero_rows(rng: Rng) -> Inputs:
    inputs = step(rng)
    inputs["q"][rng.integers(N)] = 0.0
    inputs["k"][rng.integers(N)] = 0.0
    return inputs


@probe("more keys than the queue holds", "moco_step", kind="error", raises=["ValueError"])
def too_many_keys(rng: Rng) -> Inputs:
    inputs = step(rng)
    return {**inputs, "queue": inputs["queue"][: N - 1]}


@probe("tau = 0", "moco_step", kind="error", raises=["ValueError"])
def tau_zero(rng: Rng) -> Inputs:
    return step(rng, 0.0)


@probe("a key too few", "moco_step", kind="error")
def key_missing(rng: Rng) -> Inputs:
    inputs = step(rng)
    return {**inputs, "k": inputs["k"][:-1]}


@probe("a queue of another width", "moco_step", kind="error")
def other_width(rng: Rng) -> Inputs:
    inputs = step(rng)
    return {**inputs, "queue": unit(inputs["queue"][:, :-1])}


def _small(q: Any, k: Any, queue: Any, ptr: int, tau: float) -> Inputs:
    arrays = {name: np.array(x, dtype=float) for name, x in (("q", q), ("k", k), ("queue", queue))}
    return {**arrays, "ptr": ptr, "tau": tau}


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    for tau, q, k, old in product((1.0, 0.5), (1.0, 2.0), (1.0, -1.0, 2.0), (1.0, -1.0)):
        yield _small([[q]], [[k]], [[old]], 0, tau)
    for ptr, q, k in product((0, 1), (1.0, 2.0), (1.0, -2.0)):
        yield _small([[q]], [[k]], [[1.0], [-1.0]], ptr, 1.0)
    for ptr, k1, k2 in product((0, 1, 2), (1.0, -2.0), (1.0, -2.0)):
        yield _small([[1.0], [1.0]], [[k1], [k2]], [[1.0], [1.0], [-1.0]], ptr, 1.0)
    rows = ([1.0, 0.0], [0.0, 1.0], [0.0, 2.0], [1.0, 1.0])
    for ptr, q, k, old in product((0, 1), rows, rows, rows[:2]):
        yield _small([q], [k], [old, [0.0, -1.0]], ptr, 0.5)
    for tau in (1e-3, 1e-4):
        yield _small([rows[0]], [rows[0]], rows[:2], 0, tau)
        yield _small([rows[0]], [rows[1]], rows[:2], 0, tau)
