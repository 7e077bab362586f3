"""Both views in one array, by einsum; the off-diagonal part by subtraction."""

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
    """VICReg of stacked views."""
    if za.shape != zb.shape:
        raise ValueError("two views alike")
    z = np.stack([za, zb])
    _, n, d = z.shape
    if n == 1:
        raise ValueError("two rows at least")
    zc = z - z.mean(axis=1, keepdims=True)
    c = np.einsum("vni,vnj->vij", zc, zc) / (n - 1)
    variances = np.einsum("vii->vi", c)
    cov = (np.einsum("vij,vij->", c, c) - np.einsum("vi,vi->", variances, variances)) / d
    var = np.maximum(0, gamma - np.sqrt(variances + eps)).mean()
    inv = np.einsum("ni,ni->", za - zb, za - zb) / (n * d)
    return {"total": lam * inv + mu * var + nu * cov, "inv": inv, "var": var, "cov": cov}
