"""Reference solution of ntp_targets in NumPy."""

import numpy as np


def ntp_targets(tokens: np.ndarray, segment_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the token to the right of every position, and which of these pairs count."""
    tokens, segment_ids = np.asarray(tokens), np.asarray(segment_ids)
    if tokens.ndim != 2 or tokens.shape != segment_ids.shape:
        raise ValueError(
            f"expected tokens and segment_ids of one shape [B, T], "
            f"got {tokens.shape} and {segment_ids.shape}"
        )
    # Arrays of zeros decide the last column at once: no right neighbour, so target 0, weight 0.
    targets = np.zeros_like(tokens)
    targets[:, :-1] = tokens[:, 1:]

    # Both ends in the same segment, and that segment is a document. Token ids are not asked.
    here, right = segment_ids[:, :-1], segment_ids[:, 1:]
    weights = np.zeros(tokens.shape)
    weights[:, :-1] = (here == right) & (right != 0)
    return targets, weights
