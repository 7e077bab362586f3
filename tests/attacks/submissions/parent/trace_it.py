"""Attaches to the grader with ptrace and PTRACE_SEIZE, which freezes it.

Stopped by: non-dumpable parent without capabilities (L1), seccomp (L2).
"""

# from: L1

import ctypes
import os


def parent():
    """Return the process id of this test's grader, known by its command line, else 0."""
    try:
        line = open(f"/proc/{os.getppid()}/cmdline", "rb").read()
    except OSError:
        return 0
    return os.getppid() if b"@MARK@" in line else 0


def info_nce(q, k, *, tau):
    libc = ctypes.CDLL(None)
    pid = parent()
    if pid:
        for request in (16, 0x4206):  # attach, seize
            if libc.ptrace(request, pid, None, None) == 0:
                print("HOLE: the parent can be traced")
    return 0.0
