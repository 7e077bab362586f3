"""Writes files through NumPy, C and memory maps instead of open().

Stopped by: file size limit (L1), Landlock and seccomp (L2).
"""

# expect: wrong|crash

import ctypes

import numpy as np


def info_nce(q, k, *, tau):
    for act in (
        lambda: q.tofile("@WORK@/q.bin"),
        lambda: np.save("@WORK@/q.npy", q),
        lambda: np.memmap("@WORK@/map", "u1", "w+", shape=(10,)),
        lambda: ctypes.CDLL(None).fopen(b"@WORK@/c.txt", b"w"),
        lambda: ctypes.CDLL(None).syscall(2, b"@WORK@/call.txt", 0o102, 0o600),
        lambda: ctypes.CDLL(None).mkdir(b"@WORK@/made", 0o700),
    ):
        try:
            act()
        except Exception:
            continue
    return 0.0
