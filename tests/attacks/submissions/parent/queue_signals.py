"""Signals the grader by other doors: sigqueue, tgkill, pidfd_send_signal, SIGIO by F_SETOWN.

Stopped by: Landlock's signal scope and seccomp (L2).
"""

import ctypes
import fcntl
import os
import signal


def parent():
    """Return the process id of this test's grader, known by its command line, else 0."""
    try:
        line = open(f"/proc/{os.getppid()}/cmdline", "rb").read()
    except OSError:
        return 0
    return os.getppid() if b"@MARK@" in line else 0


def info_nce(q, k, *, tau):
    pid = parent()
    libc = ctypes.CDLL(None)
    if pid:
        libc.sigqueue(pid, signal.SIGTERM, None)
        libc.syscall(234, pid, pid, int(signal.SIGTERM))
        try:
            signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGTERM)
        except OSError:
            pass
    out, into = os.pipe()
    try:
        if pid:
            fcntl.fcntl(out, fcntl.F_SETOWN, pid)
            fcntl.fcntl(out, 10, int(signal.SIGTERM))  # F_SETSIG
            fcntl.fcntl(out, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
            os.write(into, b"x")
    except OSError:
        pass
    return 0.0
