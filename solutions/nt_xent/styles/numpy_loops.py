"""Anchor by anchor, candidate by candidate, with the math module."""

import math

import numpy as np


def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> float:
    """NT-Xent with explicit loops."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if z1.shape != z2.shape:
        raise ValueError("z1 and z2 must have the same shape")
    n = len(z1)
    pool = []
    for row in [*z1, *z2]:
        length = max(math.sqrt(sum(float(x) ** 2 for x in row)), 1e-12)
        pool.append([float(x) / length for x in row])
    total = 0.0
    for i, anchor in enumerate(pool):
        logits = {
            k: sum(x * y for x, y in zip(anchor, other, strict=True)) / tau
            for k, other in enumerate(pool)
            if k != i
        }
        largest = max(logits.values())
        lse = largest + math.log(sum(math.exp(s - largest) for s in logits.values()))
        total += lse - logits[(i + n) % (2 * n)]
    return total / (2 * n)
