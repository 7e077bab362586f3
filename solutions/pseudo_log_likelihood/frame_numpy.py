"""The frame into which the third hint is pasted."""

import numpy as np


def log_softmax(x: np.ndarray) -> np.ndarray:
    """Log-softmax along the last axis, from an earlier exercise."""
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def pseudo_log_likelihood(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> float:
    """Pseudo-log-likelihood of one sentence."""
    if logits.shape[:2] != ids.shape * 2 or special.shape != ids.shape:
        raise ValueError("logits, ids and special differ in T")
    # <hint>
    raise NotImplementedError
