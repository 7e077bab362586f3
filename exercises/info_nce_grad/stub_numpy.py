"""Exercise info_nce_grad: the slopes of InfoNCE in q, k and tau, by hand."""

import numpy as np


def info_nce_grad(
    q: np.ndarray, k: np.ndarray, *, tau: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Gradient of ``info_nce(q, k, tau=tau)`` with respect to all three.

    Formula, with u = q / ||q||, v = k / ||k||, s = u v^T / tau and P = softmax of every row of s::

        G    = (P - I) / (N tau)                       slope in the cosines
        dq   = (I - u u^T) (G v)   / ||q||             row by row
        dk   = (I - v v^T) (G^T u) / ||k||             row by row
        dtau = -(1 / (N tau)) sum_ij (P - I)_ij s_ij

    Parameters
    ----------
    q : float[N, D]
        Queries, of any length. Never change them in place; the array may be read-only or a strided
        view.
    k : float[N, D]
        Keys; key i is the positive of query i.
    tau : float
        Temperature, > 0.

    Returns
    -------
    dq : float[N, D]
        Slope of the loss in ``q``; at right angles to every row of ``q``.
    dk : float[N, D]
        Slope in ``k``: both sides learn here.
    dtau : float
        Slope in the temperature: a Python float, a NumPy scalar or a 0-d array.

    At the edges
    ------------
    N = 1 gives zeros: with one candidate there is nothing to learn. tau = 1e-4 gives finite slopes.
    A row of zeros gives finite slopes (divide by max(||x||, 1e-12)); their value is not graded.

    Raises ValueError where tau <= 0, or where q and k differ in shape.

    Source: the loss is from van den Oord, Li and Vinyals, arXiv 1807.03748, 2018, section 2.3; what
    tau does to its gradient is in Wang and Liu, Understanding the Behaviour of Contrastive Loss,
    CVPR 2021.
    """
    raise NotImplementedError
