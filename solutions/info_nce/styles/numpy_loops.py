"""Query by query and key by key, with the math module."""

import math

import numpy as np


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    dot = sum(float(x) * float(y) for x, y in zip(a, b, strict=True))
    length_a = math.sqrt(sum(float(x) ** 2 for x in a))
    length_b = math.sqrt(sum(float(y) ** 2 for y in b))
    return dot / (max(length_a, 1e-12) * max(length_b, 1e-12))


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> float:
    """InfoNCE with explicit loops."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    total = 0.0
    for i, query in enumerate(q):
        row = [_cosine(query, key) / tau for key in k]
        largest = max(row)
        lse = largest + math.log(sum(math.exp(s - largest) for s in row))
        total += lse - row[i]
    return total / len(q)
