"""The wrong cosine_similarity and vjp functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def normalised(x: np.ndarray, eps: float, side: str) -> tuple[np.ndarray, Any]:
        length = steps.lengths(x, eps, side)
        return (x, None) if length is None else (x / length, length)

    def back(slope: np.ndarray, u: np.ndarray, length: Any, x: np.ndarray) -> np.ndarray:
        return slope if length is None else np.asarray(steps.pull(slope, u, length, x))

    def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> Any:
        u, v = normalised(a, eps, "a")[0], normalised(b, eps, "b")[0]
        return steps.orient(u @ v.T, "S")

    def cosine_similarity_vjp(
        a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
    ) -> Any:
        (u, length_a), (v, length_b) = normalised(a, eps, "a"), normalised(b, eps, "b")
        G = steps.orient(G, "G")
        da, db = back(G @ v, u, length_a, a), back(G.T @ u, v, length_b, b)
        return steps.sides(da, db)

    return {
        "cosine_similarity": cosine_similarity,
        "cosine_similarity_vjp": cosine_similarity_vjp,
    }


def _lengths(x: np.ndarray, eps: float, side: str) -> Any:
    return np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), eps)


def _pull(slope: np.ndarray, u: np.ndarray, length: np.ndarray, x: np.ndarray) -> Any:
    return (slope - u * (u * slope).sum(axis=-1, keepdims=True)) / length


def _orient(value: np.ndarray, what: str) -> np.ndarray:
    return value


def _sides(da: np.ndarray, db: np.ndarray) -> tuple[Any, Any]:
    return da, db


RECIPE = Recipe({"lengths": _lengths, "pull": _pull, "orient": _orient, "sides": _sides}, _build)

# Lengths: each replaces the step in both functions, as shared code would.


@misconception(
    "cosine-no-norm",
    title="the matrix of dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply a by 10: a cosine does not move, your matrix does. What has to happen to every "
    "row first?",
    evidence=[
        "https://github.com/HobbitLong/SupContrast/issues/100",
        "https://github.com/google-research/big_vision/issues/115",
    ],
    recipe=RECIPE,
    step="lengths",
)
def no_norm(x: np.ndarray, eps: float, side: str) -> Any:
    return None


_ONE_SIDE = "One normalised side is enough to get the angle."


@misconception(
    "cosine-norm-one-side",
    variant="a",
    title="dot products with a normalised and b raw",
    belief=_ONE_SIDE,
    hint="Make one row of b ten times longer: its whole column grows. Which side is not "
    "normalised yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lengths",
)
def norm_a_only(x: np.ndarray, eps: float, side: str) -> Any:
    return _lengths(x, eps, side) if side == "a" else None


@misconception(
    "cosine-norm-one-side",
    variant="b",
    title="dot products with b normalised and a raw",
    belief=_ONE_SIDE,
    hint="Make one row of a ten times longer: its whole row of similarities grows. Which side is "
    "not normalised yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lengths",
)
def norm_b_only(x: np.ndarray, eps: float, side: str) -> Any:
    return _lengths(x, eps, side) if side == "b" else None


@misconception(
    "cosine-norm-axis",
    title="columns of unit length",
    belief="Normalising means dividing by the norm; the axis sorts itself out.",
    hint="Which axis is one embedding? Print the norm of one row after your normalisation.",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="lengths",
)
def norm_axis(x: np.ndarray, eps: float, side: str) -> Any:
    return np.maximum(np.linalg.norm(x, axis=0, keepdims=True), eps)


@misconception(
    "cosine-norm-global",
    title="one norm for the whole array",
    belief="norm(x) without an axis gives the norm of every row.",
    hint="Print the norm of one row after normalising: it should be 1. How many norms does your "
    "call return?",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="lengths",
)
def norm_global(x: np.ndarray, eps: float, side: str) -> Any:
    return max(float(np.linalg.norm(x)), eps)


@misconception(
    "cosine-norm-squared",
    title="rows divided by their squared norm",
    belief="The sum of squares is the norm.",
    hint="A row of length 2 should become a row of length 1; yours has length 1/2. What is missing "
    "after the sum of squares?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lengths",
)
def norm_squared(x: np.ndarray, eps: float, side: str) -> Any:
    return np.maximum((x * x).sum(axis=-1, keepdims=True), eps)


@misconception(
    "cosine-norm-l1",
    title="rows divided by the sum of their absolute values",
    belief="Any norm makes a unit vector.",
    hint="The cosine of a row with itself is 1. Which norm makes u . u = 1?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lengths",
)
def norm_l1(x: np.ndarray, eps: float, side: str) -> Any:
    return np.maximum(np.abs(x).sum(axis=-1, keepdims=True), eps)


# The value alone, with a right vjp beside it


@misconception(
    "cosine-no-norm",
    variant="value only",
    title="the matrix of dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply a by 10: a cosine does not move, your matrix does. Your vjp already knows the "
    "lengths.",
    evidence=["https://github.com/HobbitLong/SupContrast/issues/100"],
    entry="cosine_similarity",
)
def dot_products(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> Any:
    return a @ b.T


@misconception(
    "cosine-centred",
    title="the correlation of the rows",
    belief="Correlation and cosine are the same thing.",
    hint="Add the same number to all entries of a row: a correlation does not move, a cosine does. "
    "What do you subtract that the formula does not?",
    evidence=["own experience"],
    entry="cosine_similarity",
)
def centred(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> Any:
    a = a - a.mean(axis=-1, keepdims=True)
    b = b - b.mean(axis=-1, keepdims=True)
    return (a / _lengths(a, eps, "a")) @ (b / _lengths(b, eps, "b")).T


_DISTANCE = "Similarity and distance are two names for one number."


@misconception(
    "cosine-distance",
    variant="value and slope",
    title="the cosine distance 1 - cos",
    belief=_DISTANCE,
    hint="Equal directions should give 1, and yours give 0. Which of the two did the contract ask "
    "for?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="orient",
)
def distance(value: np.ndarray, what: str) -> Any:
    return 1.0 - value if what == "S" else -value


@misconception(
    "cosine-distance",
    variant="value only",
    title="the cosine distance 1 - cos",
    belief=_DISTANCE,
    hint="Equal directions should give 1, and yours give 0. Which of the two did the contract ask "
    "for?",
    evidence=["own experience"],
    entry="cosine_similarity",
)
def distance_value(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> Any:
    return 1.0 - (a / _lengths(a, eps, "a")) @ (b / _lengths(b, eps, "b")).T


# The way back


@misconception(
    "cosine-no-projection",
    variant="divided by the length",
    title="the slope without its projection",
    belief="The length is a constant of the row, so normalising only divides by it.",
    hint="Multiply your slope with the row itself: it must be 0, because length does not matter. "
    "Which part of G v has to go?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_projection(slope: np.ndarray, u: np.ndarray, length: np.ndarray, x: np.ndarray) -> Any:
    return slope / length


@misconception(
    "cosine-no-projection",
    variant="slope of the unit rows",
    title="the slope of the unit rows",
    belief="Normalising is preprocessing, so the way back ends at the unit rows.",
    hint="Multiply your slope with the row itself: it must be 0, because length does not matter. "
    "The normalisation is part of the function: go back through it too.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def stops_at_unit(slope: np.ndarray, u: np.ndarray, length: np.ndarray, x: np.ndarray) -> Any:
    return slope


@misconception(
    "cosine-no-inverse-norm",
    title="the projected slope without 1 / length",
    belief="The projection is the whole Jacobian of the normalisation.",
    hint="Double a: every slope in a must halve, because long rows turn slower. For rows of length "
    "1 yours is right.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_inverse_norm(slope: np.ndarray, u: np.ndarray, length: np.ndarray, x: np.ndarray) -> Any:
    return slope - u * (u * slope).sum(axis=-1, keepdims=True)


@misconception(
    "cosine-raw-projection",
    title="a projection on the raw row",
    belief="The part along the row is x (x . slope), whatever the length of x.",
    hint="x (x . slope) grows with the square of the length of x. Which vector of length 1 points "
    "along x?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def raw_projection(slope: np.ndarray, u: np.ndarray, length: np.ndarray, x: np.ndarray) -> Any:
    return (slope - x * (x * slope).sum(axis=-1, keepdims=True)) / length


@misconception(
    "cosine-projection-total",
    title="a projection with one dot product for all rows",
    belief="sum() of a product of matrices is the dot product of their rows.",
    hint="Every row has its own part along itself: N numbers, not one. Which axis does your sum "
    "run over?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def projection_total(slope: np.ndarray, u: np.ndarray, length: np.ndarray, x: np.ndarray) -> Any:
    return (slope - u * (u * slope).sum()) / length


@misconception(
    "cosine-inverse-norm-squared",
    title="the projected slope over the squared length",
    belief="Both the unit row and the length depend on x, so the length divides twice.",
    hint="Double a: your slope becomes a quarter, and it must halve. How often does the length "
    "divide?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def inverse_norm_squared(
    slope: np.ndarray, u: np.ndarray, length: np.ndarray, x: np.ndarray
) -> Any:
    return _pull(slope, u, length, x) / length


@misconception(
    "cosine-stop-b",
    title="no slope in b",
    belief="The second argument is a target, and targets do not learn.",
    hint="In this exercise both sides learn: your db is 0 everywhere. Which matrix product leads "
    "from G back to b?",
    evidence=["https://github.com/mlfoundations/open_clip/issues/616"],
    recipe=RECIPE,
    step="sides",
)
def stop_b(da: np.ndarray, db: np.ndarray) -> Any:
    return da, np.zeros_like(db)


# Right for ordinary rows, off for short ones


@misconception(
    "cosine-no-eps",
    title="a division by the norm without a floor",
    belief="An embedding is never zero.",
    hint="A dead unit or a padded row gives a row of zeros, and 0 / 0 is NaN for the whole batch. "
    "Where does eps come in?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="lengths",
)
def no_eps(x: np.ndarray, eps: float, side: str) -> Any:
    return np.linalg.norm(x, axis=-1, keepdims=True)


@misconception(
    "cosine-eps-added",
    title="cosines with eps added to the norm",
    belief="Adding eps or using it as a floor comes to the same.",
    hint="For eps = 1e-12 nobody sees it; for a larger eps every cosine shrinks. The contract says "
    "max(norm, eps).",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="lengths",
)
def eps_added(x: np.ndarray, eps: float, side: str) -> Any:
    return np.linalg.norm(x, axis=-1, keepdims=True) + eps


@misconception(
    "cosine-eps-under-root",
    title="cosines with eps under the root",
    belief="eps belongs to the sum of squares, where the danger is.",
    hint="sqrt(0 + 1e-12) is 1e-6, not 1e-12: rows of length 1e-7 shrink. The contract says "
    "max(norm, eps).",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="lengths",
)
def eps_under_root(x: np.ndarray, eps: float, side: str) -> Any:
    return np.sqrt((x * x).sum(axis=-1, keepdims=True) + eps)
