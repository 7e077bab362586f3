"""Minus 100 where nothing is asked, boolean weights turned into float32."""

import numpy as np


def ntp_targets(tokens: np.ndarray, segment_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Concatenate one column, and mark what does not count."""
    if tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    nothing = np.zeros((len(tokens), 1), dtype=np.int32)
    right = np.concatenate([segment_ids[:, 1:], nothing], axis=1)
    counted = np.logical_and(segment_ids == right, right != 0)
    targets = np.where(counted, np.concatenate([tokens[:, 1:], nothing], axis=1), -100)
    targets[:, -1] = 0
    return targets, counted.astype(np.float32)
