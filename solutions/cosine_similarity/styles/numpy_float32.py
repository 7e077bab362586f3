"""Float32 throughout."""

import numpy as np


def _unit(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    x = np.asarray(x, dtype=np.float32)
    length = np.maximum(np.sqrt(np.sum(x * x, axis=1, keepdims=True)), np.float32(eps))
    return x / length, length


def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> np.ndarray:
    """Cosines in float32, returned as float32."""
    if a.shape[1] != b.shape[1]:
        raise ValueError("a and b must have the same width")
    return np.asarray(_unit(a, eps)[0] @ _unit(b, eps)[0].T)


def cosine_similarity_vjp(
    a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes in float32."""
    G = np.asarray(G, dtype=np.float32)
    (u, length_a), (v, length_b) = _unit(a, eps), _unit(b, eps)
    du, dv = G @ v, G.T @ u
    along_u = np.sum(u * du, axis=1, keepdims=True)
    along_v = np.sum(v * dv, axis=1, keepdims=True)
    return (du - along_u * u) / length_a, (dv - along_v * v) / length_b
