"""A comparison with arange as the identity's rows of a chunk."""

import numpy as np


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """InfoNCE with the positives as a one-hot mask."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if chunk <= 0:
        raise ValueError("chunk must be positive")
    if len(q) != len(k) or q.shape[1] != k.shape[1]:
        raise ValueError("q and k differ in shape")
    n = len(q)
    norm_q = np.linalg.norm(q, axis=1, keepdims=True).clip(1e-12)
    norm_k = np.linalg.norm(k, axis=1, keepdims=True).clip(1e-12)
    u, v = q / norm_q, k / norm_k
    losses, du, dv = [], [], np.zeros_like(v)
    for i in range(-(-n // chunk)):
        rows = np.arange(n)[i * chunk : (i + 1) * chunk]
        own = rows[:, None] == np.arange(n)
        s = u[rows] @ v.T / tau
        s -= s.max(axis=1, keepdims=True)
        log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        losses.append(-log_p[own])
        g = (np.exp(log_p) - own) / (n * tau)
        du.append(g @ v)
        dv += g.T @ u[rows]
    slope = np.concatenate(du)
    dq = (slope - u * np.sum(u * slope, axis=1, keepdims=True)) / norm_q
    dk = (dv - v * np.sum(v * dv, axis=1, keepdims=True)) / norm_k
    return np.concatenate(losses).mean(), dq, dk
