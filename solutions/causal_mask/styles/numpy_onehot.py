"""The mask from one-hot segments, the softmax through NaN that is repaired at the end."""

import numpy as np


def causal_mask(segment_ids: np.ndarray) -> np.ndarray:
    """Two positions share a document if the inner product of their one-hot labels is 1."""
    labels = np.unique(segment_ids[segment_ids != 0])
    onehot = (segment_ids[:, :, None] == labels).astype(int)
    together = onehot @ onehot.transpose(0, 2, 1)
    i, j = np.indices(together.shape[1:])
    return np.asarray((together > 0) & (j <= i))


def attention_weights(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Softmax of -inf where hidden, and NaN turned into 0."""
    if scores.shape != mask.shape:
        raise ValueError("shapes differ")
    s = np.array(scores, dtype=float)
    s[~mask.astype(bool)] = -np.inf
    with np.errstate(invalid="ignore", divide="ignore"):
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        return np.asarray(np.nan_to_num(e / e.sum(axis=-1, keepdims=True), nan=0.0))
