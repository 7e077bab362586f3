"""Exercise mi_bound: what InfoNCE says about mutual information, and what it cannot say."""

import numpy as np


def mi_bound(scores: np.ndarray) -> float:
    """InfoNCE lower bound on the mutual information of queries and keys, in nats.

    Formula, with L the InfoNCE loss of the scores as they are::

        L     = (1/N) sum_i ( log sum_j exp(scores_ij) - scores_ii )
        I_NCE = ln N - L

    Since L >= 0, the bound is never above ln N, however much information there is.

    Parameters
    ----------
    scores : float[N, N]
        Raw critic values: row i is query i, column j is key j, the right pairs are on the diagonal.
        No normalisation and no temperature. Never change them in place; the array may be read-only
        or a strided view.

    Returns
    -------
    bound : float
        I_NCE in nats (natural log): a Python float, a NumPy scalar or a 0-d array. At most ln N; it
        is negative for a critic worse than guessing. Compute in at least float32.

    At the edges
    ------------
    N = 1 gives 0: a quiz with one answer reveals nothing. Scores of 1e3 and 1e4 are exact.

    Source: van den Oord, Li and Vinyals, Representation Learning with Contrastive Predictive
    Coding, arXiv 1807.03748, 2018; the ceiling and the bias are discussed in Poole et al., On
    Variational Bounds of Mutual Information, ICML 2019.
    """
    raise NotImplementedError
