"""Power laws ``y = a x^(-alpha)``: a straight line in logarithms, and how sure its slope is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any
DRAWS = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Power:
    """A fitted law, with the bootstrap interval of its exponent."""

    scale: float
    exponent: float
    low: float
    high: float

    def at(self, x: float) -> float:
        """Return the law's value."""
        return float(self.scale * x**-self.exponent)

    def overlaps(self, other: Power) -> bool:
        """Whether the two intervals have a value in common."""
        return self.low <= other.high and other.low <= self.high


def fit(x: Array, y: Array, rng: np.random.Generator) -> Power:
    """Fit by least squares in logarithms; the interval comes from resampled residuals.

    The sizes x were chosen, not drawn, so they stay fixed and the residuals are resampled. They are
    widened by sqrt(n / (n - 2)) for the two numbers that were fitted, and by what Student's t is
    wider than the normal distribution: a handful of points does not know its own noise.

    Raises
    ------
    ValueError
        Fewer than three points, fewer than two sizes, or a value that is not above 0.
    """
    from scipy import stats

    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if len(x) < 3 or len(np.unique(x)) < 2 or min(x.min(), y.min()) <= 0:
        raise ValueError("a power law needs three points above 0, of two sizes or more")
    log_x, log_y = np.log(x), np.log(y)
    away = log_x - log_x.mean()
    slope = away @ log_y / (away @ away)
    residuals = log_y - log_y.mean() - slope * away
    free = len(x) - 2
    tail = (1 + LEVEL) / 2
    wide = residuals * np.sqrt(len(x) / free) * stats.t.ppf(tail, free) / stats.norm.ppf(tail)
    noise = wide[rng.integers(0, len(x), (DRAWS, len(x)))]
    slopes = slope + noise @ away / (away @ away)
    low, high = np.quantile(-slopes, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    scale = np.exp(log_y.mean() - slope * log_x.mean())
    return Power(float(scale), float(-slope), float(low), float(high))


def halves(x: Array, y: Array, rng: np.random.Generator) -> tuple[Power, Power]:
    """Fit the smaller and the larger sizes apart; a power law has one exponent for both.

    The middle size belongs to both where their number is odd.
    """
    x, y = np.asarray(x), np.asarray(y)
    sizes = np.unique(x)
    half = (len(sizes) + 1) // 2
    small, large = x <= sizes[half - 1], x >= sizes[-half]
    return fit(x[small], y[small], rng), fit(x[large], y[large], rng)
