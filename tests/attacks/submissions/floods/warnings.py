"""Warns a hundred thousand times, each time with another text.

Stopped by: the capped pipe, the CPU limit.
"""

# expect: wrong|time

import warnings


def info_nce(q, k, *, tau):
    for i in range(100_000):
        warnings.warn(f"{i} " + "w" * 200, stacklevel=1)
    return 0.0
