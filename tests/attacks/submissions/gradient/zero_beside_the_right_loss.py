"""Returns zeros where the gradient should be.

Stopped by: the gradient check.
"""

# exercise: info_nce_grad
# at most: 1

import numpy as np


def info_nce_grad(q, k, *, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    loss = float((m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s)).mean())
    return loss, np.zeros_like(q), np.zeros_like(k), 0.0
