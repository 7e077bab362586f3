"""Einsum; the projection is written with the cosines themselves."""

import numpy as np


def info_nce_grad(
    q: np.ndarray, k: np.ndarray, *, tau: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slopes as ``(G v - (G * cos summed) u) / length``."""
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive, and q and k of one shape")
    length_q = np.maximum(np.sqrt(np.einsum("id,id->i", q, q)), 1e-12)
    length_k = np.maximum(np.sqrt(np.einsum("jd,jd->j", k, k)), 1e-12)
    u, v = q / length_q[:, None], k / length_k[:, None]
    cosine = np.einsum("id,jd->ij", u, v)
    s = cosine / tau
    G = np.exp(s - np.logaddexp.reduce(s, axis=1)[:, None])
    G[np.diag_indices(len(q))] -= 1.0
    G /= len(q) * tau
    weighted = G * cosine
    dq = (np.einsum("ij,jd->id", G, v) - weighted.sum(axis=1)[:, None] * u) / length_q[:, None]
    dk = (np.einsum("ij,id->jd", G, u) - weighted.sum(axis=0)[:, None] * v) / length_k[:, None]
    return dq, dk, float(-weighted.sum() / tau)
