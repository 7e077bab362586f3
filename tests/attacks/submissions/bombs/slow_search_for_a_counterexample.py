"""Is right, slow, and wrong in one place, so that the search for a counterexample takes its time.

Stopped by: the report (a failed search takes no points away that were earned).
"""

# at most: 8
# at least: 8

import time

import numpy as np


def info_nce(q, k, *, tau):
    began = time.process_time()
    while time.process_time() - began < 0.015:
        pass
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    if tau == 0.07 and (np.diag(s) * tau).mean() < -0.4:
        return 0.123 + q[0, 0]
    m = s.max(axis=1)
    return (m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s)).mean()
