"""Writes into the grader's memory through /proc/<ppid>/mem and process_vm_writev.

Stopped by: non-dumpable parent without capabilities (L1), seccomp and Landlock (L2).
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
    pid = parent()
    if pid:
        try:
            open(f"/proc/{pid}/mem", "r+b", 0).close()
            print("HOLE: the memory of the parent can be opened")
        except OSError:
            pass
        local = (ctypes.c_size_t * 2)(ctypes.addressof(ctypes.c_char(b"x")), 1)
        remote = (ctypes.c_size_t * 2)(4096, 1)
        # An address that is never mapped: EFAULT would mean that the door is open.
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.process_vm_writev(pid, local, 1, remote, 1, 0) >= 0 or ctypes.get_errno() == 14:
            print("HOLE: the memory of the parent can be written")
    return 0.0
