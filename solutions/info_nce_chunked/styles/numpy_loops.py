"""Query by query inside every chunk; never more than one row of similarities."""

import math

import numpy as np


def _unit(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.array([max(math.sqrt(float(row @ row)), 1e-12) for row in x])
    return x / lengths[:, None], lengths


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """InfoNCE with explicit loops over chunks and queries."""
    if not tau > 0 or chunk < 1 or q.shape != k.shape:
        raise ValueError("bad tau, chunk or shapes")
    n = q.shape[0]
    u, length_q = _unit(q)
    v, length_k = _unit(k)
    loss, dq, dk = 0.0, np.zeros(q.shape), np.zeros(k.shape)
    start = 0
    while start < n:
        for i in range(start, min(start + chunk, n)):
            s = v @ u[i] / tau
            largest = float(s.max())
            p = np.exp(s - largest)
            total = float(p.sum())
            loss += (largest + math.log(total) - float(s[i])) / n
            p /= total
            p[i] -= 1.0
            p /= n * tau
            dq[i] = p @ v
            dk += p[:, None] * u[i]
        start += chunk
    for i in range(n):
        dq[i] = (dq[i] - u[i] * float(u[i] @ dq[i])) / length_q[i]
        dk[i] = (dk[i] - v[i] * float(v[i] @ dk[i])) / length_k[i]
    return loss, dq, dk
