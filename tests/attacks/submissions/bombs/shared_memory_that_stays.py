"""Makes System V shared memory, which outlives every process.

Stopped by: seccomp (L2).
"""

# from: L1

import ctypes


def info_nce(q, k, *, tau):
    ctypes.CDLL(None).shmget(int("@KEY@"), 4096, 0o1600)
    return 0.0
