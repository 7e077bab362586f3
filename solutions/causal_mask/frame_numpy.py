"""The frame into which the third hint is pasted."""

import numpy as np


def causal_mask(segment_ids: np.ndarray) -> np.ndarray:
    """Say which positions j a position i may look at."""
    query, key = segment_ids[:, :, None], segment_ids[:, None, :]
    return np.asarray(np.tril(query == key) & (key != 0))


def attention_weights(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Softmax over the visible scores of every row."""
    if scores.shape != mask.shape:
        raise ValueError("scores and mask differ in shape")
    # <hint>
    raise NotImplementedError
