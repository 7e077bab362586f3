"""Answers every input rightly the first time it is seen, and with zero afterwards.

Stopped by: every probe is called again, later and shuffled.
"""

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
        return 0.0
    seen.add(key)
    return right(q, k, tau)
