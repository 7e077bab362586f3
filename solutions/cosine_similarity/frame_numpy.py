"""The frame into which the third hint is pasted."""

import numpy as np


def _unit(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    length = np.maximum(np.sqrt((x * x).sum(axis=-1, keepdims=True)), eps)
    return x / length, length


def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> np.ndarray:
    """Cosines of all rows; NumPy's own ValueError covers rows of different width."""
    return np.asarray(_unit(a, eps)[0] @ _unit(b, eps)[0].T)


def cosine_similarity_vjp(  # type: ignore[return]
    a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes of the weighted cosines."""
    u, length_a = _unit(a, eps)  # noqa: RUF059
    v, length_b = _unit(b, eps)  # noqa: RUF059
    # <hint>
