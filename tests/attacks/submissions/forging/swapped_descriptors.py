"""Swaps and duplicates its descriptors, and makes its answer channel non-blocking and packet-wise.

Stopped by: the parent (its own ends of the pipes are its own).
"""

# expect: wrong|protocol|crash|time
# wall: 3

import fcntl
import os

try:
    fcntl.fcntl(4, fcntl.F_SETFL, os.O_NONBLOCK | os.O_DIRECT)
    os.dup2(1, 5)
    os.dup2(4, 1)
    os.dup2(5, 4)
except OSError:
    pass


def info_nce(q, k, *, tau):
    print("x" * 100_000, flush=True)
    return 0.0
