"""Float32 throughout, rows flattened, np.average for the mean."""

import numpy as np


def ntp_loss(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> float:
    """Flatten all positions but the last, and average with weights of 0 and 1."""
    if not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError("shapes differ")
    w = np.equal(segment_ids[:, :-1], segment_ids[:, 1:]) & (segment_ids[:, 1:] > 0)
    w = w.ravel()
    if not np.any(w):
        return 0.0
    z = logits[:, :-1].reshape(-1, logits.shape[-1])
    z = np.where(w[:, None], z, 0).astype(np.float32)
    t = np.where(w, tokens[:, 1:].ravel(), 0)
    m = z.max(1)
    lse = m + np.log(np.exp(z - m[:, None]).sum(1))
    return float(np.average(lse - z[np.arange(len(t)), t], weights=w.astype(np.float32)))
