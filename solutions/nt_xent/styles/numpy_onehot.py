"""The diagonal is cut out of the matrix; one-hot labels pick the partners."""

import numpy as np


def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> float:
    """NT-Xent on a 2N x (2N-1) matrix."""
    if tau <= 0 or z1.shape != z2.shape:
        raise ValueError("tau must be positive, and z1 and z2 of one shape")
    m = 2 * len(z1)
    z = np.concatenate((z1, z2), axis=0)
    z = z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-12)
    others = ~np.eye(m, dtype=bool)
    logits = (z @ z.T / tau)[others].reshape(m, m - 1)
    labels = np.roll(np.eye(m), len(z1), axis=1)[others].reshape(m, m - 1)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-(labels * log_p).sum(axis=1).mean())
