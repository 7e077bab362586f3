"""The frame into which the third hint is pasted."""

import numpy as np


def log_softmax(x: np.ndarray) -> np.ndarray:
    """Log-softmax along the last axis, from an exercise before."""
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def mlm_loss(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> float:
    """Mean surprise at the selected tokens."""
    # <hint>
    raise NotImplementedError
