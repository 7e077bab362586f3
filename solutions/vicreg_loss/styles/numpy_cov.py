"""np.cov, and np.std for the hinge."""

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
    """VICReg by NumPy's own statistics."""
    if za.shape != zb.shape or za.shape[0] < 2:
        raise ValueError("two views alike, with two rows at least")
    d = za.shape[1]

    def spread(z: np.ndarray) -> float:
        return float(np.clip(gamma - np.hypot(z.std(0, ddof=1), eps**0.5), 0, None).mean())

    def redundancy(z: np.ndarray) -> float:
        c = np.atleast_2d(np.cov(z, rowvar=False))
        np.fill_diagonal(c, 0.0)
        return float(np.square(c).sum() / d)

    out = {
        "inv": float(np.mean(np.square(za - zb))),
        "var": 0.5 * (spread(za) + spread(zb)),
        "cov": redundancy(za) + redundancy(zb),
    }
    return {"total": lam * out["inv"] + mu * out["var"] + nu * out["cov"], **out}
