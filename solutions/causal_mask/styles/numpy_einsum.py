"""Cumulative comparison for the mask, einsum for the sum, and a masked maximum."""

import numpy as np


def causal_mask(segment_ids: np.ndarray) -> np.ndarray:
    """Compare every pair of positions by broadcasting."""
    t = np.arange(segment_ids.shape[-1])
    real = np.not_equal(segment_ids, 0)
    same = segment_ids[..., :, None] - segment_ids[..., None, :] == 0
    mask: np.ndarray = same & real[..., None] & (t[:, None] >= t)
    return mask


def attention_weights(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Exponentiate only where visible."""
    if scores.shape != mask.shape:
        raise ValueError("shapes differ")
    seen = mask != 0
    m = np.max(scores, axis=-1, keepdims=True, initial=-np.inf, where=seen)
    e = np.zeros(scores.shape, dtype=scores.dtype)
    np.exp(np.where(seen, scores, 0) - np.where(seen, m, 0), out=e, where=seen)
    total = np.einsum("bij->bi", e)[..., None]
    weights: np.ndarray = np.divide(e, total, out=np.zeros_like(e), where=total != 0)
    return weights
