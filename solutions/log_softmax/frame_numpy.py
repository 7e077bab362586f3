"""The frame into which the third hint is pasted."""

import numpy as np


def log_softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Log-softmax along ``axis``."""
    # <hint>
    raise NotImplementedError
