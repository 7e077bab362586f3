"""Only the rows that count, contracted with einsum and scattered back."""

import numpy as np


def cross_entropy(
    logits: np.ndarray, targets: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Cross-entropy of the counted rows, with the gradient scattered back into place."""
    if not logits.shape[0] == targets.shape[0] == weights.shape[0]:
        raise ValueError("one target and one weight per row")
    (rows,) = np.nonzero(weights)
    dlogits = np.zeros(logits.shape, dtype=logits.dtype)
    if rows.size == 0:
        return 0.0, dlogits
    z, t, w = logits[rows], targets[rows], weights[rows] / np.sum(weights)
    lse = np.logaddexp.reduce(z, axis=1)
    loss = np.einsum("i,i->", w, lse - np.take_along_axis(z, t[:, None], 1).squeeze(1))
    p = np.exp(z - lse[:, None])
    np.put_along_axis(p, t[:, None], np.take_along_axis(p, t[:, None], 1) - 1, 1)
    dlogits[rows] = np.einsum("i,iv->iv", w, p)
    return loss, dlogits
