"""Float32 throughout."""

import numpy as np


def cross_entropy(
    logits: np.ndarray, targets: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Cross-entropy in float32, the loss handed back as a Python float."""
    if logits.shape[:1] != weights.shape or weights.shape != targets.shape:
        raise ValueError("shapes differ")
    w = np.asarray(weights, dtype=np.float32)
    keep = w > 0
    z = np.where(keep[:, None], logits, 0).astype(np.float32)
    t = np.where(keep, targets, 0)[:, None]
    m = z.max(1, keepdims=True)
    e = np.exp(z - m)
    s = e.sum(1, keepdims=True)
    nll = (m + np.log(s) - np.take_along_axis(z, t, 1))[:, 0]
    total = max(w.sum(), np.float32(1e-30))
    hit = np.arange(z.shape[1]) == t
    return float((w * nll).sum() / total), (w / total)[:, None] * (e / s - hit.astype(np.float32))
