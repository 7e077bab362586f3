"""The Jacobian of the normalisation as a matrix per row."""

import numpy as np


def _length(x: np.ndarray, eps: float) -> np.ndarray:
    return np.asarray(np.maximum(np.linalg.norm(x, axis=1), eps))


def _back(x: np.ndarray, slope: np.ndarray, eps: float) -> np.ndarray:
    length = _length(x, eps)
    u = x / length[:, None]
    jacobian = (np.eye(x.shape[1]) - u[:, :, None] * u[:, None, :]) / length[:, None, None]
    return np.asarray((jacobian @ slope[:, :, None])[:, :, 0])


def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> np.ndarray:
    """Dot products over the outer product of the lengths."""
    return np.asarray(a @ b.T / np.outer(_length(a, eps), _length(b, eps)))


def cosine_similarity_vjp(
    a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes by explicit Jacobians, one D x D matrix per row."""
    u, v = a / _length(a, eps)[:, None], b / _length(b, eps)[:, None]
    return _back(a, G @ v, eps), _back(b, G.T @ u, eps)
