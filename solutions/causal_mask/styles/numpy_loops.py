"""Position by position, with the math module."""

import math

import numpy as np


def causal_mask(segment_ids: np.ndarray) -> np.ndarray:
    """Look back from every real position until its document begins."""
    rows, length = segment_ids.shape
    mask = np.zeros((rows, length, length), dtype=bool)
    for b in range(rows):
        for i in range(length):
            j = i
            while j >= 0 and segment_ids[b, i] != 0 and segment_ids[b, j] == segment_ids[b, i]:
                mask[b, i, j] = True
                j -= 1
    return mask


def attention_weights(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Softmax over a list of what is visible."""
    if np.shape(scores) != np.shape(mask):
        raise ValueError("shapes differ")
    weights = np.zeros(scores.shape)
    for b, i in np.ndindex(*scores.shape[:2]):
        seen = [j for j in range(scores.shape[2]) if mask[b, i, j]]
        if not seen:
            continue
        largest = max(float(scores[b, i, j]) for j in seen)
        e = [math.exp(float(scores[b, i, j]) - largest) for j in seen]
        for j, value in zip(seen, e, strict=True):
            weights[b, i, j] = value / sum(e)
    return weights
