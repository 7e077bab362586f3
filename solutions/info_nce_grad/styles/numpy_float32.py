"""Float32 throughout."""

import numpy as np


def info_nce_grad(
    q: np.ndarray, k: np.ndarray, *, tau: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slopes in float32; dtau as a Python float."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    q, k = np.asarray(q, dtype=np.float32), np.asarray(k, dtype=np.float32)
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    n, t, small = np.float32(len(q)), np.float32(tau), np.float32(1e-12)
    length_q = np.maximum(np.linalg.norm(q, axis=1, keepdims=True), small)
    length_k = np.maximum(np.linalg.norm(k, axis=1, keepdims=True), small)
    u, v = q / length_q, k / length_k
    s = u @ v.T / t
    margin = s - np.diag(s)[:, None]
    e = np.exp(margin - margin.max(axis=1, keepdims=True))
    residual = e / e.sum(axis=1, keepdims=True) - np.eye(len(q), dtype=np.float32)
    G = residual / (n * t)
    du, dv = G @ v, G.T @ u
    dq = (du - u * np.sum(u * du, axis=1, keepdims=True)) / length_q
    dk = (dv - v * np.sum(v * dv, axis=1, keepdims=True)) / length_k
    # Rows of the residual sum to 0, so margins may stand for logits.
    return dq, dk, float(-np.sum(residual * margin) / (n * t))
