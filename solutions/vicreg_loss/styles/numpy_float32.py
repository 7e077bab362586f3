"""Float32 throughout."""

import numpy as np


def vicreg_loss(
    za: np.ndarray,
    zb: np.ndarray,
    *,
    lam: float = 25.0,
    mu: float = 25.0,
    nu: float = 1.0,
    gamma: float = 1.0,
    eps: float = 1e-4,
) -> dict[str, float]:
    """VICReg in float32, handed back as Python floats."""
    if za.shape != zb.shape or len(za) < 2:
        raise ValueError("two views alike, with two rows at least")
    a, b = za.astype(np.float32), zb.astype(np.float32)
    n, d = a.shape
    inv = np.mean((a - b) ** 2)
    var = np.float32(0)
    cov = np.float32(0)
    for z in (a, b):
        z = z - z.mean(axis=0, keepdims=True)
        spread = np.sqrt((z * z).sum(axis=0) / np.float32(n - 1) + np.float32(eps))
        var += np.maximum(np.float32(gamma) - spread, 0).mean() / np.float32(2)
        c = (z.T @ z) / np.float32(n - 1)
        upper = np.triu(c, k=1)
        cov += np.float32(2) * (upper**2).sum() / np.float32(d)
    total = np.float32(lam) * inv + np.float32(mu) * var + np.float32(nu) * cov
    return {"inv": float(inv), "var": float(var), "cov": float(cov), "total": float(total)}
