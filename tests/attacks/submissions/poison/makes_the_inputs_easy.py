"""Overwrites the keys by the queries, so that a reference on the same memory would agree with zero.

Stopped by: rule 1 (inputs are copies in another process).
"""

import numpy as np


def info_nce(q, k, *, tau):
    try:
        q[...] = np.eye(*q.shape)
        k[...] = q
    except ValueError:
        pass
    return 0.0
