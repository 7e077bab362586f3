"""The frame into which the third hint is pasted."""

import numpy as np


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> float:  # type: ignore[return]
    """One-sided InfoNCE."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    # <hint>
