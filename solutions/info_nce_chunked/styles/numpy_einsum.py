"""Pieces of equal size by array_split, contracted with einsum."""

import numpy as np


def _project(g: np.ndarray, x: np.ndarray) -> np.ndarray:
    norm = np.maximum(np.sqrt(np.einsum("nd,nd->n", x, x)), 1e-12)
    u = x / norm[:, None]
    return np.asarray((g - np.einsum("nd,ne,ne->nd", u, u, g)) / norm[:, None])


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[np.floating, np.ndarray, np.ndarray]:
    """InfoNCE of pieces, with a log-sum-exp by logaddexp."""
    if tau <= 0 or chunk < 1:
        raise ValueError("tau and chunk must be positive")
    if q.shape != k.shape:
        raise ValueError("shapes differ")
    n = len(q)
    u = q / np.maximum(np.sqrt(np.einsum("nd,nd->n", q, q)), 1e-12)[:, None]
    v = k / np.maximum(np.sqrt(np.einsum("nd,nd->n", k, k)), 1e-12)[:, None]
    nll, gu, gv = np.zeros(n), np.zeros_like(u), np.zeros_like(v)
    for rows in np.array_split(np.arange(n), -(-n // chunk)):
        s = np.einsum("id,jd->ij", u[rows], v, optimize=True) / tau
        lse = np.logaddexp.reduce(s, axis=1)
        nll[rows] = lse - np.take_along_axis(s, rows[:, None], 1)[:, 0]
        p = np.exp(np.subtract(s, lse[:, None], out=s), out=s)
        gu[rows] = np.einsum("ij,jd->id", p, v, optimize=True) - v[rows]
        gv += np.einsum("ij,id->jd", p, u[rows], optimize=True)
    gv -= u
    return nll.mean(), _project(gu / (n * tau), q), _project(gv / (n * tau), k)
