"""One-hot targets by comparison with the vocabulary; everything keeps its shape."""

import numpy as np


def ntp_loss(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> float:
    """Inner product of one-hot targets and log-probabilities."""
    if logits.shape[:-1] != tokens.shape or tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    targets = np.roll(tokens, -1, axis=1)
    following = np.roll(segment_ids, -1, axis=1)
    following[:, -1] = 0
    weights = (segment_ids == following) * (following != 0)
    z = np.array(logits, dtype=float)
    z[weights == 0] = 0.0
    z -= z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    hit = targets[..., None] == np.arange(logits.shape[-1])
    return -float((weights[..., None] * hit * log_p).sum()) / max(int(weights.sum()), 1)
