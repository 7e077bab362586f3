"""Dot products and lengths by einsum, log-sum-exp by logaddexp."""

import numpy as np


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> float:
    """InfoNCE, where the lengths divide the matrix of dot products."""
    if tau <= 0:
        raise ValueError(f"temperature {tau}")
    if q.shape != k.shape:
        raise ValueError(f"{q.shape} against {k.shape}")
    length_q = np.maximum(np.sqrt(np.einsum("id,id->i", q, q)), 1e-12)
    length_k = np.maximum(np.sqrt(np.einsum("jd,jd->j", k, k)), 1e-12)
    s = np.einsum("id,jd->ij", q, k) / np.einsum("i,j->ij", length_q, length_k) / tau
    return float(np.mean(np.logaddexp.reduce(s, axis=1) - np.einsum("ii->i", s)))
