"""Reference solution of info_nce in NumPy."""

import numpy as np


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> float:
    """One-sided InfoNCE: ``mean_i( lse_j s_ij - s_ii )`` with ``s = cos(q, k) / tau``.

    See van den Oord, Li and Vinyals, arXiv 1807.03748, section 2.3.
    """
    q, k = np.asarray(q), np.asarray(k)
    if tau <= 0:
        raise ValueError(f"tau must be positive, got {tau}")
    if q.ndim != 2 or q.shape != k.shape:
        raise ValueError(f"q and k must be float[N, D] alike, got {q.shape} and {k.shape}")

    # Only directions count. The floor keeps a row of zeros at zero instead of NaN.
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)

    # N questions with N candidate answers each: row i asks, column i is right.
    s = (u @ v.T) / tau

    # 1/tau may be 10000: shift every row by its own maximum before exp.
    m = s.max(axis=1, keepdims=True)
    lse = m[:, 0] + np.log(np.exp(s - m).sum(axis=1))
    return float((lse - np.diagonal(s)).mean())
