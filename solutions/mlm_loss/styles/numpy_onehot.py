"""One-hot labels from an identity matrix, a weighted average."""

import numpy as np


def mlm_loss(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> float:
    """Inner product of one-hot labels and log-probabilities, averaged with 0/1 weights."""
    if labels.shape != selected.shape or labels.shape != logits.shape[:-1]:
        raise ValueError("shapes differ")
    if not selected.any():
        return 0.0
    z = np.array(logits, dtype=float)
    z[~selected] = 0.0
    y = np.eye(z.shape[-1])[np.where(selected, labels, 0)]
    z -= z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return float(np.average(-(y * log_p).sum(axis=-1), weights=selected))
