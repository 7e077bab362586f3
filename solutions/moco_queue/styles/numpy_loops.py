"""Query by query, number by number, with the math module."""

import math

import numpy as np


def _dot(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def moco_step(
    q: np.ndarray, k: np.ndarray, queue: np.ndarray, ptr: int, *, tau: float
) -> tuple[float, np.ndarray, np.ndarray, int]:
    """One step with explicit loops."""
    if tau <= 0:
        raise ValueError("tau")
    n, d = q.shape
    size = len(queue)
    if k.shape != (n, d) or queue.shape[1] != d or n > size:
        raise ValueError("shapes")
    loss = 0.0
    dq = np.zeros((n, d))
    new_queue = np.array(queue, dtype=float)
    for i in range(n):
        asked = [float(x) for x in q[i]]
        length = max(math.sqrt(_dot(asked, asked)), 1e-12)
        u = [x / length for x in asked]
        key = [float(x) for x in k[i]]
        norm = max(math.sqrt(_dot(key, key)), 1e-12)
        v = [x / norm for x in key]
        rows = [v] + [[float(x) for x in row] for row in queue]
        s = [_dot(u, row) / tau for row in rows]
        top = max(s)
        lse = top + math.log(sum(math.exp(x - top) for x in s))
        loss += (lse - s[0]) / n
        du = [0.0] * d
        for j, row in enumerate(rows):
            g = (math.exp(s[j] - lse) - (j == 0)) / (n * tau)
            du = [a + g * b for a, b in zip(du, row, strict=True)]
        along = _dot(du, u)
        dq[i] = [(a - along * b) / length for a, b in zip(du, u, strict=True)]
        new_queue[(ptr + i) % size] = v
    return loss, dq, new_queue, (ptr + n) % size
