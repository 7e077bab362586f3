"""Sends SIGTERM to the whole process group of the grader.

Stopped by: Landlock's signal scope and seccomp (L2).
"""

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
    try:
        if parent():
            os.killpg(os.getpgid(parent()), signal.SIGTERM)
    except OSError:
        pass
    return 0.0
