"""Token by token."""

import numpy as np


def ntp_targets(tokens: np.ndarray, segment_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Walk through every row and look one token ahead."""
    if np.shape(tokens) != np.shape(segment_ids):
        raise ValueError("shapes differ")
    rows, length = tokens.shape
    targets = np.zeros((rows, length), dtype=np.int32)
    weights = np.zeros((rows, length), dtype=np.float32)
    for b in range(rows):
        for t in range(length - 1):
            targets[b, t] = tokens[b, t + 1]
            document = segment_ids[b, t + 1]
            if document != 0 and document == segment_ids[b, t]:
                weights[b, t] = 1
    return targets, weights
