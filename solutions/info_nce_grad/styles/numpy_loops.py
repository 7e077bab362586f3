"""Query by query and key by key: every pair pulls or pushes both of its ends."""

import math

import numpy as np


def _unit(x: np.ndarray) -> tuple[np.ndarray, float]:
    length = max(math.sqrt(sum(float(value) ** 2 for value in x)), 1e-12)
    return x / length, length


def info_nce_grad(
    q: np.ndarray, k: np.ndarray, *, tau: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slopes with explicit loops."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    n = len(q)
    queries, keys = [_unit(x) for x in q], [_unit(x) for x in k]
    dq, dk, dtau = np.zeros(q.shape), np.zeros(k.shape), 0.0
    for i, (u, length_u) in enumerate(queries):
        cosines = [float(u @ v) for v, _ in keys]
        largest = max(cosines)
        weights = [math.exp((c - largest) / tau) for c in cosines]
        total = sum(weights)
        for j, (v, length_v) in enumerate(keys):
            r = (weights[j] / total - (i == j)) / n
            dq[i] += r / tau * (v - cosines[j] * u) / length_u
            dk[j] += r / tau * (u - cosines[j] * v) / length_v
            dtau -= r * cosines[j] / tau**2
    return dq, dk, dtau
