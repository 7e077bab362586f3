"""Makes some large arrays and takes a moment, within its limits.

Stopped by: nothing.
"""

# expect: passed

import gc

import numpy as np

table = np.ones((4_000_000,))


def info_nce(q, k, *, tau):
    big = np.outer(table[:1000], table[:1000])
    assert big.sum() == 1e6
    del big
    gc.collect(0)
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive and the shapes equal")
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    lse = m + np.log(np.exp(s - m[:, None]).sum(axis=1))
    return (lse - np.diag(s)).mean()
