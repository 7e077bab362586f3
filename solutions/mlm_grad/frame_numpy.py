"""The frame into which the third hint is pasted."""

import numpy as np


def softmax(x: np.ndarray) -> np.ndarray:
    """Softmax along the last axis, with the maximum taken out."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> np.ndarray:
    """Gradient of the MLM loss with respect to the logits."""
    # <hint>
    raise NotImplementedError
