"""Is right, and ends the process with status 0 when it sees an input for the second time.

Stopped by: the parent (an end without an answer is a crash).
"""

# expect: crash

import os

import numpy as np

seen = set()


def right(q, k, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    return float((m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s)).mean())


def info_nce(q, k, *, tau):
    key = (q.tobytes(), k.tobytes(), tau)
    if key in seen:
        os._exit(0)
    seen.add(key)
    return right(q, k, tau)
