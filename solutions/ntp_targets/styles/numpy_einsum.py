"""Roll, then repair the last column; the product of two masks."""

import numpy as np


def ntp_targets(tokens: np.ndarray, segment_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Roll to the left and forget what came around."""
    if tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    targets = np.roll(tokens, -1, axis=1)
    targets[:, -1] = 0
    same = np.zeros(tokens.shape)
    same[:, :-1] = np.diff(segment_ids, axis=1) == 0
    weights = np.einsum("bt,bt->bt", same, (segment_ids > 0) | (segment_ids < 0))
    return targets, weights
