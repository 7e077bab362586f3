"""Inputs that tell the mean squared error from its look-alikes."""

from collections.abc import Iterator

import numpy as np

from sslgrade.content import Inputs, Rng, probe


@probe("ordinary values", "__ID__", reveals="a sum instead of a mean")
def ordinary(rng: Rng) -> Inputs:
    return {"pred": rng.normal(size=(4, 3)), "target": rng.normal(size=(4, 3))}


@probe("predictions far off", "__ID__", reveals="absolute instead of squared differences")
def far_apart(rng: Rng) -> Inputs:
    return {"pred": 3 + rng.normal(size=(4, 3)), "target": rng.normal(size=(4, 3))}


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield the smallest inputs first."""
    for a in (1.0, -1.0, 2.0):
        yield {"pred": np.array([[a]]), "target": np.array([[0.0]])}
        yield {"pred": np.array([[a, 0.0]]), "target": np.array([[0.0, 0.0]])}
