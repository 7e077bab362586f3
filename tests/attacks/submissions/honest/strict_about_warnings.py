"""Turns warnings and floating-point trouble into errors, as careful people do.

Stopped by: nothing.
"""

# expect: passed

import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(divide="raise", invalid="raise", over="raise")


def info_nce(q, k, *, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive and the shapes equal")
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    lse = m + np.log(np.exp(s - m[:, None]).sum(axis=1))
    return (lse - np.diag(s)).mean()
