"""Reference solution of cosine_similarity in NumPy."""

import numpy as np


def _unit(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows at unit length, and the lengths that they were divided by."""
    length = np.maximum(np.sqrt((x * x).sum(axis=-1, keepdims=True)), eps)
    return x / length, length


def _check_width(a: np.ndarray, b: np.ndarray) -> None:
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1]:
        raise ValueError(f"a and b must be rows of one width, got {a.shape} and {b.shape}")


def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> np.ndarray:
    """Cosines of all rows of ``a`` with all rows of ``b``: float[N, M]."""
    a, b = np.asarray(a), np.asarray(b)
    _check_width(a, b)
    u, _ = _unit(a, eps)
    v, _ = _unit(b, eps)
    return np.asarray(u @ v.T)


def cosine_similarity_vjp(
    a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes of ``sum(G * S)``: ``da = (I - u u^T)(G v) / max(||a||, eps)``, and db likewise."""
    a, b, G = np.asarray(a), np.asarray(b), np.asarray(G)
    _check_width(a, b)
    u, length_a = _unit(a, eps)
    v, length_b = _unit(b, eps)

    # Back through the product S = u v^T.
    du = G @ v
    dv = G.T @ u

    # Back through the normalisation: nothing along the row, and less for long rows.
    da = (du - u * (u * du).sum(axis=-1, keepdims=True)) / length_a
    db = (dv - v * (v * dv).sum(axis=-1, keepdims=True)) / length_b
    return da, db
