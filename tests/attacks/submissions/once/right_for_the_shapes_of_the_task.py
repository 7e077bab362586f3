"""Is right only at the temperatures of the value probes and invents everything else.

Stopped by: laws and stability checks (every check is a part of the marks).
"""

# at most: 7

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
    return right(q, k, tau) if tau in (0.2, 0.07) else 0.0
