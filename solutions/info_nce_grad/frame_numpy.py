"""The frame into which the third hint is pasted."""

import numpy as np


def info_nce_grad(  # type: ignore[return]
    q: np.ndarray, k: np.ndarray, *, tau: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slopes of InfoNCE."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    length_q = np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    length_k = np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    u, v = q / length_q, k / length_k
    s = (u @ v.T) / tau
    P = np.exp(s - s.max(axis=1, keepdims=True))
    P = P / P.sum(axis=1, keepdims=True)
    # <hint>
