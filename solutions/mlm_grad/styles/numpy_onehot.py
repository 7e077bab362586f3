"""One-hot labels from an identity matrix, masks as factors of cleaned values."""

import numpy as np


def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> np.ndarray:
    """Mask both terms of the difference."""
    if labels.shape != selected.shape or labels.shape != logits.shape[:-1]:
        raise ValueError("shapes differ")
    mask = np.expand_dims(selected.astype(float), -1)
    z = np.array(logits, dtype=float)
    z[~selected] = 0.0
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    y = np.eye(z.shape[-1])[np.where(selected, labels, 0)]
    return np.asarray((p * mask - y * mask) / np.maximum(mask.sum(), 1.0))
