"""Float32 throughout, with differences to the positive."""

import numpy as np


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> np.float32:
    """InfoNCE as log sum exp(s_ij - s_ii), in float32."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    q, k = np.asarray(q, dtype=np.float32), np.asarray(k, dtype=np.float32)
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    small = np.float32(1e-12)
    u = q / np.maximum(np.sqrt(np.sum(q * q, axis=1, keepdims=True)), small)
    v = k / np.maximum(np.sqrt(np.sum(k * k, axis=1, keepdims=True)), small)
    s = u @ v.T / np.float32(tau)
    margin = s - np.diag(s)[:, None]
    largest = margin.max(axis=1, keepdims=True)
    losses = largest[:, 0] + np.log(np.exp(margin - largest).sum(axis=1))
    return np.float32(losses.mean())
