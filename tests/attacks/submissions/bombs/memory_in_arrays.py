"""Keeps arrays until there is no memory, and hides the MemoryError.

Stopped by: the memory limit, then comparison.
"""

# expect: wrong|memory|time

import numpy as np

kept = []


def info_nce(q, k, *, tau):
    try:
        for _ in range(300):
            kept.append(np.ones(1 << 20))
    except MemoryError:
        pass
    return 0.0
