"""Makes namespaces of its own, to become root in them and mount.

Stopped by: no capabilities (L1 as root), seccomp (L2).
"""

# from: L1

import ctypes
import os

libc = ctypes.CDLL(None)


def info_nce(q, k, *, tau):
    if libc.unshare(0x10000000) == 0:  # CLONE_NEWUSER
        print("HOLE: a user namespace")
        if libc.unshare(0x00020000) == 0:
            print("HOLE: a mount namespace")
    return 0.0
