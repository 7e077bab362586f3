"""Reference solution of log_softmax in NumPy."""

import numpy as np


def log_softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Log-softmax along ``axis``: ``(x - m) - log sum exp(x - m)``, m the maximum of the slice.

    See Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41(4), 2021.
    """
    x = np.asarray(x)
    x = x.astype(np.result_type(x.dtype, np.float32), copy=False)

    # The largest exponent becomes exactly 0: exp cannot overflow, and the sum is at least 1,
    # so that its log exists however far below the other classes are.
    shifted = x - x.max(axis=axis, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return np.asarray(shifted - log_total)
