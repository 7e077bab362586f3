"""Is right for the first twenty calls and returns its last answer ever after.

Stopped by: every probe is called again, later and shuffled.
"""

import itertools

import numpy as np

count = itertools.count()
last = 0.0


def right(q, k, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    return float((m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s)).mean())


def info_nce(q, k, *, tau):
    global last
    if next(count) < 20:
        last = right(q, k, tau)
    return last
