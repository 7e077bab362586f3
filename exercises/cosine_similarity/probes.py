"""Input designs of cosine_similarity and its vjp: rows of many lengths, and rows of none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, M, D = 4, 3, 5
FEW, MANY, NARROW = 2, 6, 3
BIG_EPS = 0.5


def unit(x: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return np.asarray(x / np.sqrt((x * x).sum(axis=-1, keepdims=True)))


def frame(rng: Rng, size: int = D) -> np.ndarray:
    """Orthonormal directions, at random: float[size, size]."""
    return np.linalg.qr(rng.normal(size=(size, size)))[0]


def stretched(rng: Rng, x: np.ndarray, shortest: float, longest: float) -> np.ndarray:
    """The rows of x with lengths that are all different, in random order."""
    lengths = rng.permutation(np.geomspace(shortest, longest, len(x)))
    return np.asarray(unit(x) * lengths[:, None])


def two_clouds(rng: Rng, shortest: float, longest: float) -> Inputs:
    """Rows a and b with lengths between the two given ones."""
    return {
        "a": stretched(rng, rng.normal(size=(N, D)), shortest, longest),
        "b": stretched(rng, rng.normal(size=(M, D)), shortest, longest),
    }


def with_cotangent(rng: Rng, inputs: Inputs) -> Inputs:
    """The same rows, and weights G of both signs, one per cosine."""
    shape = (len(inputs["a"]), len(inputs["b"]))
    weights = rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.5, 2.0, size=shape)
    return {"a": inputs["a"], "b": inputs["b"], "G": weights, **_eps(inputs)}


def _eps(inputs: Inputs) -> dict[str, Any]:
    return {"eps": inputs["eps"]} if "eps" in inputs else {}


def _shared(rng: Rng) -> Inputs:
    direction = unit(rng.normal(size=(1, D)))
    a = direction + 0.7 * unit(rng.normal(size=(N, D)))
    b = direction + 0.7 * unit(rng.normal(size=(M, D)))
    return {"a": stretched(rng, a, 0.6, 3.0), "b": stretched(rng, b, 0.6, 3.0)}


def _few_and_many(rng: Rng) -> Inputs:
    a = stretched(rng, rng.normal(size=(FEW, NARROW)), 0.5, 3.0)
    b = stretched(rng, rng.normal(size=(MANY, NARROW)), 0.5, 3.0)
    return {"a": a, "b": b}


def _shorter_than_eps(rng: Rng) -> Inputs:
    inputs = two_clouds(rng, 1.0, 3.0)
    inputs["a"][rng.integers(N)] *= 0.05
    inputs["b"][rng.integers(M)] *= 0.05
    return {**inputs, "eps": BIG_EPS}


def _zero_rows(rng: Rng) -> Inputs:
    inputs = two_clouds(rng, 0.5, 3.0)
    inputs["a"][rng.integers(N)] = 0.0
    inputs["b"][rng.integers(M)] = 0.0
    return inputs


def _long_enough(inputs: Inputs) -> dict[str, Any]:
    """Rows whose slopes count: the longer ones. At the kink and below, nothing is graded."""
    eps = inputs.get("eps", 1e-12)
    return {f"d{name}": np.linalg.norm(inputs[name], axis=-1, keepdims=True) > eps for name in "ab"}


@probe("rows of different length", "cosine_similarity", reveals="lengths that still count")
def rows(rng: Rng) -> Inputs:
    return two_clouds(rng, 0.4, 3.0)


@probe("lengths from 0.01 to 100", "cosine_similarity", reveals="one norm for all rows")
def lengths_apart(rng: Rng) -> Inputs:
    return two_clouds(rng, 0.01, 100.0)


@probe("all rows share a direction", "cosine_similarity", reveals="rows that were centred")
def shared_direction(rng: Rng) -> Inputs:
    return _shared(rng)


@probe("few rows against many", "cosine_similarity", reveals="sizes that were taken for granted")
def few_and_many(rng: Rng) -> Inputs:
    return _few_and_many(rng)


@probe("rows of different length", "cosine_similarity_vjp", reveals="a slope along the row")
def vjp_rows(rng: Rng) -> Inputs:
    return with_cotangent(rng, two_clouds(rng, 0.4, 3.0))


@probe("lengths from 0.01 to 100", "cosine_similarity_vjp", reveals="a missing 1 / length")
def vjp_lengths_apart(rng: Rng) -> Inputs:
    return with_cotangent(rng, two_clouds(rng, 0.01, 100.0))


@probe("all rows share a direction", "cosine_similarity_vjp", reveals="a missing projection")
def vjp_shared_direction(rng: Rng) -> Inputs:
    return with_cotangent(rng, _shared(rng))


@probe("few rows against many", "cosine_similarity_vjp", reveals="G used the wrong way round")
def vjp_few_and_many(rng: Rng) -> Inputs:
    return with_cotangent(rng, _few_and_many(rng))


@probe("rows of length 1e-7", "cosine_similarity", kind="edge", reveals="eps under the root")
def very_short_rows(rng: Rng) -> Inputs:
    return two_clouds(rng, 1e-7, 2e-7)


@probe("rows shorter than eps", "cosine_similarity", kind="edge", reveals="eps added, not a floor")
def rows_shorter_than_eps(rng: Rng) -> Inputs:
    return _shorter_than_eps(rng)


@probe("rows of zeros", "cosine_similarity", kind="edge", reveals="0 / 0")
def zero_rows(rng: Rng) -> Inputs:
    return _zero_rows(rng)


@probe("rows of length 1e-7", "cosine_similarity_vjp", kind="edge", reveals="eps under the root")
def vjp_very_short_rows(rng: Rng) -> Inputs:
    return with_cotangent(rng, two_clouds(rng, 1e-7, 2e-7))


@probe(
    "rows shorter than eps",
    "cosine_similarity_vjp",
    kind="edge",
    reveals="eps added, not a floor",
    graded=_long_enough,
)
def vjp_rows_shorter_than_eps(rng: Rng) -> Inputs:
    return with_cotangent(rng, _shorter_than_eps(rng))


@probe("rows of zeros", "cosine_similarity_vjp", kind="edge", judge="finite", reveals="0 / 0")
def vjp_zero_rows(rng: Rng) -> Inputs:
    return with_cotangent(rng, _zero_rows(rng))


@probe("rows of different width", "cosine_similarity", kind="error")
def other_width(rng: Rng) -> Inputs:
    inputs = two_clouds(rng, 0.5, 3.0)
    return {"a": inputs["a"], "b": inputs["b"][:, :-1]}


ROWS = ((1.0, 0.0), (0.0, 1.0), (2.0, 0.0), (1.0, 1.0), (-1.0, 0.0), (3.0, 4.0))


def tiny(entry: str) -> Iterator[Inputs]:
    """Inputs small enough for pencil and paper, smallest first."""
    for inputs in _tiny_rows():
        if entry == "cosine_similarity":
            yield inputs
        else:
            yield {**inputs, "G": np.ones((len(inputs["a"]), len(inputs["b"])))}
    zeros = {"a": np.zeros((1, 2)), "b": np.array([[1.0, 0.0]])}
    if entry == "cosine_similarity":
        yield zeros
        yield {"a": np.array([[1.0, 0.0]]), "b": np.array([[2.0, 0.0]]), "eps": 4.0}


def _tiny_rows() -> Iterator[Inputs]:
    for left, right in product((1.0, -1.0, 2.0), repeat=2):
        yield {"a": np.array([[left]]), "b": np.array([[right]])}
    for x, y in product(ROWS, repeat=2):
        yield {"a": np.array([x]), "b": np.array([y])}
    for x, y, z in product(ROWS[:4], repeat=3):
        yield {"a": np.array([x, y]), "b": np.array([z])}
        yield {"a": np.array([x]), "b": np.array([y, z])}
