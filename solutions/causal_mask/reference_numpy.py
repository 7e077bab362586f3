"""Reference solution of causal_mask in NumPy."""

import numpy as np


def causal_mask(segment_ids: np.ndarray) -> np.ndarray:
    """Say which positions j a position i may look at: itself and the past of its document.

    See Vaswani et al., Attention Is All You Need, NeurIPS 2017, section 3.2.3.
    """
    segment_ids = np.asarray(segment_ids)
    query, key = segment_ids[:, :, None], segment_ids[:, None, :]
    length = segment_ids.shape[1]
    past = np.tril(np.ones((length, length), dtype=bool))  # j <= i, the diagonal included
    mask: np.ndarray = past & (query == key) & (key != 0)
    return mask


def attention_weights(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Softmax over the visible scores of every row; a row that sees nothing gets zeros."""
    scores, mask = np.asarray(scores), np.asarray(mask, dtype=bool)
    if scores.shape != mask.shape:
        raise ValueError(
            f"expected scores and mask of one shape [B, T, T], got {scores.shape} and {mask.shape}"
        )
    # -inf is the only number that stays smaller than every visible score. It is put in with where:
    # adding it, or multiplying by the mask, would let a hidden inf or NaN through.
    dtype = np.result_type(scores.dtype, np.float32)
    visible = np.where(mask, scores, -np.inf).astype(dtype)

    # The maximum of a row that sees nothing is -inf, and -inf - -inf is NaN: use 0 there.
    m = visible.max(axis=-1, keepdims=True)
    m[m == -np.inf] = 0.0
    e = np.exp(visible - m)  # exp(-inf) is exactly 0

    # The sum is at least 1 where anything is visible: the maximum contributes exp(0).
    total = e.sum(axis=-1, keepdims=True)
    weights: np.ndarray = e / np.maximum(total, np.finfo(dtype).tiny)
    return weights
