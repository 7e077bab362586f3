"""Float32 throughout, flattened to one axis of tokens."""

import numpy as np


def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> np.ndarray:
    """Compute in float32 and hand back float32."""
    if labels.shape != selected.shape:
        raise ValueError("shapes differ")
    keep = selected.reshape(-1).astype(bool)
    flat = np.where(keep[:, None], logits.reshape(-1, logits.shape[-1]), 0).astype(np.float32)
    label = np.where(keep, labels.reshape(-1), 0)
    p = np.exp(flat - flat.max(1)[:, None])
    p /= p.sum(1, keepdims=True)
    np.put_along_axis(p, label[:, None], np.take_along_axis(p, label[:, None], 1) - 1, 1)
    p[~keep] = 0
    return np.asarray((p / np.float32(max(keep.sum(), 1))).reshape(logits.shape))
