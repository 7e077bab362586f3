"""Reference solution of nt_xent in NumPy."""

import numpy as np


def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> float:
    """NT-Xent over one pool of 2N views: the mean of ``lse_{k != i} s_ik - s_{i, partner}``.

    See Chen, Kornblith, Norouzi and Hinton, SimCLR, ICML 2020, section 2.1.
    """
    z1, z2 = np.asarray(z1), np.asarray(z2)
    if tau <= 0:
        raise ValueError(f"tau must be positive, got {tau}")
    if z1.ndim != 2 or z1.shape != z2.shape:
        raise ValueError(f"z1 and z2 must be float[N, D] alike, got {z1.shape} and {z2.shape}")
    n = len(z1)

    # One pool: rows 0..N-1 are the first views, rows N..2N-1 the second ones.
    z = np.concatenate([z1, z2])
    u = z / np.maximum(np.sqrt((z * z).sum(axis=1, keepdims=True)), 1e-12)
    s = (u @ u.T) / tau

    # A row is no candidate of itself. exp(-inf) is exactly 0: no trace, at any temperature.
    anchor = np.arange(2 * n)
    s[anchor, anchor] = -np.inf

    # The partner stays among the candidates. It stands N rows further, around the corner.
    partner = (anchor + n) % (2 * n)
    m = s.max(axis=1, keepdims=True)
    lse = m[:, 0] + np.log(np.exp(s - m).sum(axis=1))
    return float((lse - s[anchor, partner]).mean())
