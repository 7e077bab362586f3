"""Float32 throughout, masked with where after the log."""

import numpy as np


def mlm_loss(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> float:
    """Compute in float32 and hand back a float32 scalar."""
    keep = selected.astype(bool)
    z = np.where(keep[..., None], logits, 0).astype(np.float32)
    t = np.where(keep, labels, 0)[..., None]
    m = z.max(-1, keepdims=True)
    lse = m + np.log(np.exp(z - m).sum(-1, keepdims=True))
    nll = (lse - np.take_along_axis(z, t, -1))[..., 0]
    total = np.where(keep, nll, 0).sum(dtype=np.float32)
    return float(total / np.float32(np.maximum(np.count_nonzero(keep), 1)))
