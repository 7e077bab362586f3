"""Exercise info_nce: the one-sided InfoNCE loss."""

import numpy as np


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> float:
    """One-sided InfoNCE: every query looks for its own key among all keys.

    Formula, with cos the cosine similarity of two rows::

        s_ij = cos(q_i, k_j) / tau
        L    = (1/N) sum_i ( log sum_j exp(s_ij) - s_ii )

    The sum over j runs over all N keys, the positive (j = i) included. Queries are never compared
    with queries.

    Parameters
    ----------
    q : float[N, D]
        Queries, one per row, of any length: normalise them here. Never change them in place; the
        array may be read-only or a strided view.
    k : float[N, D]
        Keys. Key i is the positive of query i, the other keys are its negatives.
    tau : float
        Temperature, > 0. Small is cold: the softmax over the keys gets sharper.

    Returns
    -------
    loss : float
        The mean over the N queries, in nats (natural log): a Python float, a NumPy scalar or a 0-d
        array. Compute in at least float32.

    At the edges
    ------------
    N = 1 gives 0 (one candidate, nothing to confuse it with). tau = 1e-4 gives a finite loss. A row
    of zeros gives a finite loss: cosine_similarity with eps = 1e-12, that is x / max(||x||, eps).

    Raises ValueError where tau <= 0, or where q and k differ in shape.

    Source: van den Oord, Li and Vinyals, Representation Learning with Contrastive Predictive
    Coding, arXiv 1807.03748, 2018, section 2.3.
    """
    raise NotImplementedError
