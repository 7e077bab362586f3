"""Pieces of equal size by array_split, contracted with einsum."""

import numpy as np


def ntp_chunked(
    hidden: np.ndarray, W: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, chunk: int
) -> tuple[np.floating, np.ndarray, np.ndarray]:
    """Cross-entropy of the counted rows only, cut into nearly equal pieces."""
    if chunk < 1:
        raise ValueError("chunk < 1")
    if not hidden.shape[0] == targets.shape[0] == weights.shape[0]:
        raise ValueError("one target and one weight per row")
    (counted,) = np.nonzero(weights)
    loss, dhidden, dW = np.float64(0.0), np.zeros_like(hidden), np.zeros_like(W)
    pieces = max(1, -(-len(counted) // chunk))
    for rows in np.array_split(counted, pieces):
        h, t, share = hidden[rows], targets[rows, None], weights[rows] / weights.sum()
        z = np.einsum("nd,vd->nv", h, W, optimize=True)
        lse = np.logaddexp.reduce(z, axis=1)
        loss += np.einsum("n,n->", share, lse - np.take_along_axis(z, t, 1)[:, 0])
        np.exp(np.subtract(z, lse[:, None], out=z), out=z)
        np.put_along_axis(z, t, np.take_along_axis(z, t, 1) - 1, 1)
        dhidden[rows] = np.einsum("n,nv,vd->nd", share, z, W, optimize=True)
        dW += np.einsum("n,nv,nd->vd", share, z, h, optimize=True)
    return loss, dhidden, dW
