"""Computes the right answer and then overwrites its inputs, for whoever uses them next.

Stopped by: fresh copies for every call; the repeat check tells the change.
"""

# at most: 9

import numpy as np


def right(q, k, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    return float((m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s)).mean())


def info_nce(q, k, *, tau):
    answer = right(q, k, tau)
    try:
        q[...] = 0.0
        k[...] = 0.0
    except ValueError:
        pass
    return answer
