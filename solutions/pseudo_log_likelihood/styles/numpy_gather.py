"""Only the scored tokens, gathered first."""

import numpy as np


def pseudo_log_likelihood(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> float:
    """Score the tokens that remain after boolean indexing."""
    if ids.shape != special.shape or logits.shape[:2] != (ids.size, ids.size):
        raise ValueError("shapes")
    keep = np.flatnonzero(~special.astype(bool))
    rows = logits[keep, keep]
    lse = np.logaddexp.reduce(rows, axis=1)
    picked = np.take_along_axis(rows, ids[keep, None], axis=1)[:, 0]
    return float(np.sum(picked - lse))
