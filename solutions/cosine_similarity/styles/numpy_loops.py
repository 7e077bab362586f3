"""Pair by pair: the slope of one cosine, added up with its weight."""

import math

import numpy as np


def _dot(x: np.ndarray, y: np.ndarray) -> float:
    if len(x) != len(y):
        raise ValueError("rows of different width")
    return math.fsum(float(p) * float(q) for p, q in zip(x, y, strict=True))


def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> np.ndarray:
    """Cosines with explicit loops."""
    s = np.empty((len(a), len(b)))
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            lengths = max(math.sqrt(_dot(x, x)), eps) * max(math.sqrt(_dot(y, y)), eps)
            s[i, j] = _dot(x, y) / lengths
    return s


def cosine_similarity_vjp(
    a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes pair by pair: d cos / dx = (v - u (u.v)) / ||x||."""
    da, db = np.zeros(a.shape), np.zeros(b.shape)
    for i, x in enumerate(a):
        length_x = max(math.sqrt(_dot(x, x)), eps)
        for j, y in enumerate(b):
            length_y = max(math.sqrt(_dot(y, y)), eps)
            u, v = x / length_x, y / length_y
            da[i] += G[i, j] * (v - u * _dot(u, v)) / length_x
            db[j] += G[i, j] * (u - v * _dot(u, v)) / length_y
    return da, db
