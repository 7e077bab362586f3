"""What believers write instead of the mean squared error."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def distance(pred: Any, target: Any) -> Any:
    return (pred - target) ** 2


def reduce(squared: Any) -> Any:
    return squared.mean()


def build(steps: SimpleNamespace) -> dict[str, Any]:
    """Put the steps together."""
    return {"__ID__": lambda pred, target: steps.reduce(steps.distance(pred, target))}


RECIPE = Recipe({"distance": distance, "reduce": reduce}, build)


@misconception(
    "__ID__-sum",
    title="a sum instead of a mean",
    belief="the division does not matter",
    hint="Repeat every row once: a mean does not change. Does yours?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="reduce",
)
def total(squared: Any) -> Any:
    return squared.sum()


@misconception(
    "__ID__-absolute",
    title="mean absolute error",
    belief="any distance will do",
    hint="A difference of 2 must cost four times as much as a difference of 1.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="distance",
)
def absolute(pred: Any, target: Any) -> Any:
    return np.abs(pred - target)


@misconception(
    "__ID__-row-sums",
    title="the mean over rows of sums over columns",
    belief="one loss per row",
    hint="Double the number of columns: should the loss double?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="reduce",
)
def row_sums(squared: Any) -> Any:
    return squared.sum(axis=1).mean()
