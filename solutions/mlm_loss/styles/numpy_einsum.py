"""A flat list of tokens, logaddexp and einsum."""

import numpy as np


def mlm_loss(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> float:
    """Flatten the batch, gather, and contract with einsum."""
    b, t = np.nonzero(selected)
    if b.size == 0:
        return 0.0
    z = logits[b, t]
    nll = np.logaddexp.reduce(z, axis=-1) - z[np.arange(len(b)), labels[b, t]]
    return float(np.einsum("m->", nll) / len(b))
