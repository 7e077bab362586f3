"""Exercise vicreg_loss: agreement, spread and decorrelation of two views."""

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
    """VICReg: invariance, variance and covariance terms, and their weighted sum.

    Formula, for each view z with zc = z - mean over the batch and C = zc^T zc / (N - 1)::

        inv   = mean over N and D of (za - zb)^2
        var   = 1/2 sum_views mean_d max(0, gamma - sqrt(C_dd + eps))
        cov   = sum_views sum_{i != j} C_ij^2 / D
        total = lam inv + mu var + nu cov

    This is the authors' code; the paper's equations have no 1/2, and sum over D in inv.

    Parameters
    ----------
    za, zb : float[N, D]
        Embeddings of two views, not normalised; row i of both shows one image. N >= 2. Never change
        them in place; they may be read-only or strided views.
    lam, mu, nu : float
        Weights of the three terms in total.
    gamma : float
        The standard deviation that every feature should have at least.
    eps : float
        Added to the variance inside the root, > 0.

    Returns
    -------
    dict with the keys, in this order,
        "total" : float, the weighted sum
        "inv", "var", "cov" : float, the terms without their weights
    Floats or 0-d arrays. Compute in at least float32.

    Raises
    ------
    ValueError
        N < 2, or za and zb differ in shape (conventions of ours).

    At the edges
    ------------
    A constant batch has var = gamma - sqrt(eps). With D = 1, cov is 0.

    Not allowed here: optax.

    Source: Bardes, Ponce and LeCun, VICReg: Variance-Invariance-Covariance Regularization for
    Self-Supervised Learning, ICLR 2022, section 4.
    """
    raise NotImplementedError
