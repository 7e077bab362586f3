"""Prints a lot, in colours, on both streams.

Stopped by: nothing.
"""

# expect: passed

import sys

import numpy as np


def info_nce(q, k, *, tau):
    print("\x1b[32mq", q.shape, "\x1b[0m", "é 漢 😀" * 200)
    print(k, file=sys.stderr, flush=True)
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive and the shapes equal")
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    lse = m + np.log(np.exp(s - m[:, None]).sum(axis=1))
    return (lse - np.diag(s)).mean()
