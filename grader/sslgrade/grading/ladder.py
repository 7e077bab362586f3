"""Directional derivatives by a Richardson ladder, with an error bound that is measured.

A central difference D(h) = (φ(h) − φ(−h)) / 2h errs by O(h²) + noise/h. Sixteen halved steps are
extrapolated four times (weights 4^j). The truncation of each estimate is judged by how well three
neighbours agree, its noise by the small-h tail, where truncation is gone. The best estimate is kept
with its error bound, so that no absolute tolerance is ever guessed.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from sslgrade.grading.numerics import EPS32, EPS64, Array
from sslgrade.records import dataclass

STEPS = 16
ORDERS = 4
Verdict = Literal["pass", "fail", "unresolved"]


@dataclass(frozen=True)
class Slope:
    """An estimated directional derivative, its error bound, and the noise of the function."""

    value: float
    error: float
    noise: float


def direction(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Draw a direction with |u_i| in [0.5, 1.5]: an error in one coordinate cannot hide."""
    return np.asarray(rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1.5, shape))


def aligned(rng: np.random.Generator, gradient: Array) -> Array:
    """Draw a direction along the signs of a gradient: a wrong factor cannot cancel out in it."""
    u = direction(rng, gradient.shape)
    return np.asarray(np.where(gradient != 0, np.sign(gradient) * np.abs(u), u))


def first_step(x: Array) -> float:
    """Tie the first step to the smallest row norm: a normalisation bends over that distance."""
    rows = x.reshape(-1, x.shape[-1]) if x.ndim else x.reshape(1, 1)
    finite = rows[np.all(np.isfinite(rows), axis=1)]
    norms = np.sqrt((finite**2).mean(axis=1))
    norms = norms[norms > 0]
    smallest = float(norms.min()) if norms.size else 1.0
    return float(min(2.0**-3, 2.0**-3 * smallest / 4))


def offsets(x: Array) -> Array:
    """The steps ±h at which the function is evaluated: float[2·STEPS], +h and −h alternating."""
    h = first_step(x) * 2.0 ** -np.arange(STEPS)
    return np.stack([h, -h], axis=1).ravel()


def estimate(values: Array, at_zero: float, steps: Array) -> Slope:
    """Extrapolate φ at ``steps`` (as made by :func:`offsets`) to dφ/ds at 0."""
    h, f = steps[::2], values.reshape(-1, 2)
    d = (f[:, 0] - f[:, 1]) / (2 * h)
    # Numbers that float32 holds exactly were computed in float32, whatever their type says.
    single = bool(np.all(values == values.astype(np.float32)))
    floor = (2 * EPS32 if single else 8 * EPS64) * max(abs(at_zero), float(np.abs(f).max()))
    # Twice the largest wobble of the finest steps: each is a difference of two noisy values.
    wobble = 2 * float((np.abs(np.diff(d))[-7:] * h[-7:]).max())
    bend = float(np.abs(f[-7:].sum(axis=1) - 2 * at_zero).max())
    noise = max(wobble, bend, floor)
    if len(np.unique(values)) < len(values) // 2:
        return Slope(0.0, float("inf"), noise)  # a staircase (rounding) has no slope to measure
    row, amplification = d, 1.0
    best = Slope(float(d[-1]), float("inf"), noise)
    for order in range(1, ORDERS + 1):
        finer = (4.0**order * row[1:] - row[:-1]) / (4.0**order - 1)
        amplification *= (4.0**order + 1) / (4.0**order - 1)
        truncation = np.maximum(np.abs(finer - row[1:]), np.abs(finer - row[:-1]))
        truncation[:-1] = np.maximum(truncation[:-1], np.abs(np.diff(finer)))
        error = (truncation + amplification * noise / h[order:])[:-1]
        index = int(np.argmin(error))
        if error[index] < best.error:
            best = Slope(float(finer[index]), float(error[index]), noise)
        row = finer
    return best


def judge(slope: Slope, gradient: Array, u: Array) -> Verdict:
    """Decide whether ``gradient`` · u is the slope, at float32 accuracy of the gradient."""
    if not np.all(np.isfinite(gradient)):
        return "fail"
    if not np.isfinite(slope.value) or not np.isfinite(slope.error):
        return "unresolved"
    with np.errstate(over="ignore", invalid="ignore"):
        terms = np.abs(gradient * u)
        claimed = float((gradient * u).sum())
        size = float(np.abs(gradient).max(initial=0.0)) * float(np.sqrt((u**2).sum()))
        ground = 16 * EPS32 * (float(terms.sum()) + size)
    if not (np.isfinite(claimed) and np.isfinite(ground)):
        return "fail"  # a gradient that overflows: an infinite tolerance would accept every slope
    if abs(slope.value - claimed) <= slope.error + ground:
        scale = max(abs(slope.value), float(terms.sum()))
        return "pass" if slope.error <= 0.02 * scale + ground + 1e-12 else "unresolved"
    return "fail"
