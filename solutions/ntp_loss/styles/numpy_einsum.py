"""logaddexp and einsum, with the difference of lse and target taken at the end."""

import numpy as np


def ntp_loss(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> float:
    """Sum of lse minus sum of target logits, over the number of pairs."""
    if logits.shape[:2] != tokens.shape or logits.shape[:2] != segment_ids.shape:
        raise ValueError("shapes differ")
    w = (np.diff(segment_ids, axis=1) == 0) & (segment_ids[:, :-1] != 0)
    z = np.where(w[..., None], logits[:, :-1], 0.0)
    z = z - np.max(z, axis=-1, keepdims=True, initial=-np.inf)
    target = np.take_along_axis(z, np.where(w, tokens[:, 1:], 0)[..., None], axis=2)[..., 0]
    nll = np.logaddexp.reduce(z, axis=-1) - target
    return float(np.einsum("bt,bt->", w.astype(z.dtype), nll) / np.maximum(w.sum(), 1))
