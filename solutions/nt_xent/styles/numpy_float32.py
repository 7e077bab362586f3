"""Float32 throughout, with a large finite fill."""

import numpy as np


def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> np.float32:
    """NT-Xent in float32; 1e9 is subtracted after the division by tau, as SimCLR's code does."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    z1, z2 = np.asarray(z1, dtype=np.float32), np.asarray(z2, dtype=np.float32)
    if z1.shape != z2.shape:
        raise ValueError("z1 and z2 must have the same shape")
    n = len(z1)
    z = np.vstack([z1, z2])
    z = z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), np.float32(1e-12))
    s = z @ z.T / np.float32(tau)
    positive = np.concatenate([np.diag(s, n), np.diag(s, -n)])
    s = s - np.float32(1e9) * np.eye(2 * n, dtype=np.float32)
    m = s.max(axis=1)
    lse = m + np.log(np.exp(s - m[:, None]).sum(axis=1))
    return np.float32(np.mean(lse - positive))
