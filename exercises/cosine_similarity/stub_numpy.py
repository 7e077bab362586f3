"""Exercise cosine_similarity: the matrix of cosines, and its vector-Jacobian product."""

import numpy as np


def cosine_similarity(a: np.ndarray, b: np.ndarray, *, eps: float = 1e-12) -> np.ndarray:
    """Cosines of all rows of ``a`` with all rows of ``b``.

    Formula::

        u_i  = a_i / max(||a_i||, eps)
        v_j  = b_j / max(||b_j||, eps)
        S_ij = u_i . v_j

    Parameters
    ----------
    a : float[N, D]
        Rows to compare, of any length. Never change them in place; the array may be read-only or a
        strided view.
    b : float[M, D]
        Rows to compare them with; M need not be N.
    eps : float
        The smallest length to divide by: a floor, not a summand.

    Returns
    -------
    S : float[N, M]
        Cosines, in [-1, 1] up to rounding. Compute in at least float32.

    At the edges
    ------------
    A row of zeros has similarity 0 with everything. A row shorter than eps is divided by eps.
    Raises ValueError where a and b differ in width D.

    Source: this matrix is the critic of van den Oord, Li and Vinyals, arXiv 1807.03748, 2018, with
    cosines in place of a bilinear form.
    """
    raise NotImplementedError


def cosine_similarity_vjp(
    a: np.ndarray, b: np.ndarray, G: np.ndarray, *, eps: float = 1e-12
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes of ``sum_ij G_ij S_ij`` in ``a`` and ``b``, with S = cosine_similarity(a, b).

    Formula, with u and v as above::

        da = (I - u u^T) (G v)   / max(||a||, eps)     row by row
        db = (I - v v^T) (G^T u) / max(||b||, eps)     row by row

    Parameters
    ----------
    a : float[N, D]
        The rows given to cosine_similarity.
    b : float[M, D]
        The other rows.
    G : float[N, M]
        The cotangent: how much the final number changes per unit of every S_ij.
    eps : float
        The smallest length to divide by.

    Returns
    -------
    da : float[N, D]
        Slope in ``a``; at right angles to every row of ``a``.
    db : float[M, D]
        Slope in ``b``.

    At the edges
    ------------
    A row of zeros has a finite slope; its value there, and for rows of length eps or less, is not
    graded.

    Source: the differential of x / ||x|| is (I - u u^T) dx / ||x||.
    """
    raise NotImplementedError
