"""Looks for memory that no limit counts: memfd, shared memory, pipe buffers, message queues.

Stopped by: file size and open file limits (L1), seccomp (L2).
"""

import ctypes
import os

kept = []


def info_nce(q, k, *, tau):
    try:
        fd = os.memfd_create("@MARK@")
        os.ftruncate(fd, 64 << 20)
        os.pwrite(fd, bytes(1 << 20), 0)
        kept.append(fd)
    except OSError:
        pass
    try:
        for _ in range(20):
            out, into = os.pipe()
            os.set_blocking(into, False)
            kept.append((out, into, os.write(into, bytes(65536))))
    except OSError:
        pass
    return 0.0
