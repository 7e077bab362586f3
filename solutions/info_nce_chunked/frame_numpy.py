"""The frame into which the third hint is pasted."""

import numpy as np


def lengths(x: np.ndarray) -> np.ndarray:
    """Norms of the rows, at least 1e-12."""
    return np.asarray(np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), 1e-12))


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """InfoNCE and its slopes, a chunk of queries at a time."""
    if tau <= 0 or chunk < 1:
        raise ValueError("tau must be positive and chunk at least 1")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    # <hint>
    raise NotImplementedError
