"""Pairs of Gaussians whose mutual information is known, and critics that score them."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any


def correlation(information: float, dimensions: int) -> float:
    """Return rho for which d pairs of rho-correlated normals share this many nats.

    ``I = -(d/2) ln(1 - rho^2)``, solved for rho.
    """
    return float(np.sqrt(-np.expm1(-2 * information / dimensions)))


def pairs(rng: np.random.Generator, count: int, dimensions: int, rho: float) -> tuple[Array, Array]:
    """Draw x, y float[count, d]; every coordinate of y has correlation rho with that of x."""
    x, other = rng.normal(size=(2, count, dimensions))
    return x, rho * x + np.sqrt(1 - rho**2) * other


def exact(x: Array, y: Array, rho: float) -> Array:
    """Return the critic that knows everything: ``ln p(y_j | x_i) / p(y_j)``, float[N, N].

    With squares written out: ``-(rho^2 (|x|^2 + |y|^2) - 2 rho x.y) / (2 (1 - rho^2)) + I``.
    """
    squares = (x**2).sum(axis=1)[:, None] + (y**2).sum(axis=1)[None, :]
    noise = 1 - rho**2
    constant = -x.shape[1] / 2 * np.log(noise)
    return constant - (rho**2 * squares - 2 * rho * x @ y.T) / (2 * noise)
