"""The frame into which the third hint is pasted."""

import numpy as np


def log_softmax(x: np.ndarray) -> np.ndarray:
    """Log-softmax along the last axis, from the exercise before."""
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def cross_entropy(
    logits: np.ndarray, targets: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Weighted mean cross-entropy and its gradient."""
    if not len(logits) == len(targets) == len(weights):
        raise ValueError("logits, targets and weights differ in N")
    # <hint>
    raise NotImplementedError
