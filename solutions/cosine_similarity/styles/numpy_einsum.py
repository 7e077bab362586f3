"""Einsum; the projection is written with the cosines themselves."""

import numpy as np


def _unit(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    length = np.maximum(np.sqrt(np.einsum("nd,nd->n", x, x)), eps)
    return np.einsum("nd,n->nd", x, 1.0 / length), length


def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> np.ndarray:
    """Cosines by einsum."""
    return np.asarray(np.einsum("nd,md->nm", _unit(a, eps)[0], _unit(b, eps)[0]))


def cosine_similarity_vjp(
    a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes as ``(G v - (G * S summed) u) / length``: u . (G v)_n is the sum of G * S."""
    (u, length_a), (v, length_b) = _unit(a, eps), _unit(b, eps)
    s = np.einsum("nd,md->nm", u, v)
    du = np.einsum("nm,md->nd", G, v) - np.einsum("nm,nm,nd->nd", G, s, u)
    dv = np.einsum("nm,nd->md", G, u) - np.einsum("nm,nm,md->md", G, s, v)
    return du / length_a[:, None], dv / length_b[:, None]
