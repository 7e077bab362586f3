"""The linear probe: what a linear map can read off features. It learns from training rows alone."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

Array = Any
CLASSES = 10
STRENGTH = 64.0
"""Mean squared length of the features that the regression sees, whatever the network's scale."""


def probe(train: Array, classes: Array, test: Array, test_classes: Array) -> float:
    """Return the accuracy of a logistic regression on unseen rows.

    Features are centred and scaled as a whole, by training rows alone. The penalty is the same for
    every method, so nothing is tuned on the test set.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    mean = train.mean(axis=0)
    a, b = (np.asarray(x, dtype=np.float64) - mean for x in (train, test))
    scale = np.sqrt((a**2).sum(axis=1).mean() / STRENGTH) + 1e-9
    regression = LogisticRegression(C=1.0, max_iter=300, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(a / scale, classes)
    return float(regression.score(b / scale, test_classes))


def few(rng: np.random.Generator, classes: Array, per_class: int, draws: int) -> Iterator[Array]:
    """Choose ``per_class`` rows of every class, ``draws`` times."""
    for _ in range(draws):
        yield np.concatenate(
            [
                rng.choice(np.flatnonzero(classes == c), per_class, replace=False)
                for c in range(CLASSES)
            ]
        )


def spread(values: list[float]) -> tuple[float, float | None]:
    """Return mean and standard deviation (of a sample: N - 1); of one value there is none."""
    deviation = float(np.std(values, ddof=1)) if len(values) > 1 else None
    return float(np.mean(values)), deviation
