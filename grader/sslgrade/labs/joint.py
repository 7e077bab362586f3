"""Do four conditional distributions belong to one joint? Two ways to ask.

A model that fills two blanks a and b one after the other draws from ``p(a) p(b | a)`` or from
``p(b) p(a | b)``. Of one joint distribution both are the same. Odds ratios ask it without the
marginals: ``ln p(a|b) p(a'|b') / (p(a'|b) p(a|b'))`` must not depend on which blank is given

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any


@dataclass(frozen=True)
class Fills:
    """What a model says about two blanks, as probabilities.

    ``a`` is p(a) float[V], ``b_given_a`` p(b | a) float[V, V] by row, and the other way round.
    """

    a: Array
    b_given_a: Array
    b: Array
    a_given_b: Array

    def a_first(self) -> Array:
        """Return the joint float[V, V] (row a, column b) of filling a first."""
        return self.a[:, None] * self.b_given_a

    def b_first(self) -> Array:
        """Return the joint of filling b first, laid out alike."""
        return (self.b[:, None] * self.a_given_b).T


def of_joint(joint: Array) -> Fills:
    """Return the marginals and conditionals of a true joint float[V, V]: the control."""
    a, b = joint.sum(axis=1), joint.sum(axis=0)
    return Fills(a, joint / a[:, None], b, (joint / b).T)


def total_variation(p: Array, q: Array) -> float:
    """Return half the sum of absolute differences: 0 for equal distributions, at most 1."""
    return float(0.5 * np.abs(p - q).sum())


def odds_gap(fills: Fills, a: int, b: int) -> float | None:
    """Return by how many nats the two log odds ratios of two pairs differ; 0 for a true joint.

    One pair is (a, b), the other the likeliest that shares neither value; None where the model
    gives one of the eight probabilities as 0.
    """
    likely = fills.a_first().copy()
    likely[a, :] = likely[:, b] = -1.0
    a2, b2 = divmod(int(likely.argmax()), likely.shape[1])
    given_b = fills.a_given_b[np.ix_([b, b2], [a, a2])]
    given_a = fills.b_given_a[np.ix_([a, a2], [b, b2])]
    if min(given_a.min(), given_b.min()) <= 0:
        return None
    first, second = (_log_odds_ratio(table) for table in (given_b, given_a))
    return float(abs(first - second))


def _log_odds_ratio(table: Array) -> float:
    logs = np.log(table)
    return float(logs[0, 0] - logs[0, 1] - logs[1, 0] + logs[1, 1])
