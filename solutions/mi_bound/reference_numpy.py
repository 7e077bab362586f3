"""Reference solution of mi_bound in NumPy."""

import math

import numpy as np


def mi_bound(scores: np.ndarray) -> float:
    """InfoNCE bound in nats: ``ln N - mean_i( lse_j scores_ij - scores_ii )``.

    See van den Oord, Li and Vinyals, arXiv 1807.03748, and Poole et al., ICML 2019.
    """
    scores = np.asarray(scores)
    if scores.ndim != 2 or scores.shape[0] != scores.shape[1]:
        raise ValueError(f"scores must be float[N, N], got {scores.shape}")
    scores = scores.astype(np.result_type(scores.dtype, np.float32), copy=False)

    # The loss of the quiz. A critic is not bounded: shift every row by its own maximum.
    m = scores.max(axis=1)
    lse = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    loss = float((lse - np.diagonal(scores)).mean())

    # What is gained over guessing, whose loss is ln N.
    return math.log(len(scores)) - loss
