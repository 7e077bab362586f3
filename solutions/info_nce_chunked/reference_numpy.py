"""Reference solution of info_nce_chunked in NumPy."""

import numpy as np


def _unit(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of unit length, and the lengths they had: ``max(norm, 1e-12)``."""
    length = np.sqrt(np.einsum("nd,nd->n", x, x))[:, None]
    np.maximum(length, 1e-12, out=length)
    return x / length, length


def _through_unit(slope: np.ndarray, unit: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Turn the slope in a unit row into that in the row itself: projected, over its length."""
    slope -= unit * np.einsum("nd,nd->n", unit, slope)[:, None]
    slope /= length
    return slope


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """One-sided InfoNCE and its slopes in q and k, a chunk of queries at a time.

    The memory problem is that of Gao et al., GradCache, arXiv 2101.06983, 2021.
    """
    q, k = np.asarray(q), np.asarray(k)
    if tau <= 0 or chunk < 1:
        raise ValueError(f"tau must be positive and chunk at least 1, got {tau} and {chunk}")
    if q.ndim != 2 or q.shape != k.shape:
        raise ValueError(f"q and k must be float[N, D] alike, got {q.shape} and {k.shape}")
    dtype = np.result_type(q.dtype, k.dtype, np.float32)
    n = len(q)
    u, length_q = _unit(np.ascontiguousarray(q, dtype))
    v, length_k = _unit(np.ascontiguousarray(k, dtype))

    loss = 0.0
    du, dv = np.empty_like(u), np.zeros_like(v)
    room = np.empty((min(chunk, n), n), dtype)  # the largest array there is

    for start in range(0, n, chunk):
        c = slice(start, start + chunk)
        asking = u[c]  # the last chunk may be shorter

        # All keys are candidates, so these rows are complete. Over tau before the product, where
        # there are D numbers in a row instead of N.
        s = np.matmul(asking / tau, v.T, out=room[: len(asking)])
        s -= s.max(axis=1, keepdims=True)
        right = np.einsum("ii->i", s[:, c]).copy()  # the positive of row i is column start + i
        np.exp(s, out=s)
        total = s.sum(axis=1)
        loss += float((np.log(total) - right).sum())

        # The slope is P - I with P = s / total. Neither needs to be built: dividing rows of D
        # numbers by total is the same, and I picks the row's own partner.
        pull = np.matmul(s, v, out=du[c])
        pull /= total[:, None]
        pull -= v[c]
        dv += s.T @ (asking / total[:, None])
        dv[c] -= asking

    # The mean over queries, and s = cos / tau.
    du /= n * tau
    dv /= n * tau
    return loss / n, _through_unit(du, u, length_q), _through_unit(dv, v, length_k)
