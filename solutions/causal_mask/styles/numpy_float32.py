"""Float32 throughout; the smallest float as a fill, and rows that see nothing set to 0."""

import numpy as np


def causal_mask(segment_ids: np.ndarray) -> np.ndarray:
    """Compare segments below the diagonal, as 0 and 1."""
    segment_ids = segment_ids.astype(np.int32)
    same = segment_ids[:, None, :] == np.where(segment_ids == 0, -1, segment_ids)[:, :, None]
    return np.tril(same.astype(np.int8))


def attention_weights(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Fill with the smallest float32, and forget rows that see nothing."""
    if scores.shape != mask.shape:
        raise ValueError("shapes differ")
    mask = np.asarray(mask, dtype=bool)
    s = np.where(mask, scores, np.finfo(np.float32).min).astype(np.float32)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / (e.sum(-1, keepdims=True) + np.float32(1e-12))
    return np.where(mask, w, np.float32(0))
