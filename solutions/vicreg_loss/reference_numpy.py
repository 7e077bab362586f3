"""Reference solution of vicreg_loss in NumPy."""

import numpy as np


def _variance_and_covariance(z: np.ndarray, gamma: float, eps: float) -> tuple[float, float]:
    """Return the hinge on the spreads of one view, and its covariance penalty."""
    n, d = z.shape
    zc = z - z.mean(axis=0)  # without this, means would pass for covariances
    c = zc.T @ zc / (n - 1)

    # The diagonal: a feature is pushed while its standard deviation is below gamma. The eps keeps
    # the slope of the root finite for a collapsed feature.
    variance = np.diagonal(c)
    hinge = np.maximum(gamma - np.sqrt(variance + eps), 0.0).mean()

    # Everything else: two features that move together say the same thing twice.
    off_diagonal = c[~np.eye(d, dtype=bool)]
    return float(hinge), float((off_diagonal**2).sum() / d)


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
    """VICReg as in the authors' code: the variance term is halved, the covariance term is not.

    See Bardes, Ponce and LeCun, VICReg, ICLR 2022, section 4.
    """
    za, zb = np.asarray(za), np.asarray(zb)
    if za.ndim != 2 or za.shape != zb.shape:
        raise ValueError(f"za and zb must be float[N, D] alike, got {za.shape} and {zb.shape}")
    if len(za) < 2:
        raise ValueError("a variance over the batch needs two rows at least")

    inv = float(((za - zb) ** 2).mean())
    var_a, cov_a = _variance_and_covariance(za, gamma, eps)
    var_b, cov_b = _variance_and_covariance(zb, gamma, eps)
    var, cov = (var_a + var_b) / 2.0, cov_a + cov_b
    return {"total": lam * inv + mu * var + nu * cov, "inv": inv, "var": var, "cov": cov}
