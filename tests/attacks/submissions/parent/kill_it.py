"""Sends SIGKILL to the grader.

Stopped by: Landlock's signal scope and seccomp (L2).
"""

import os


def parent():
    """Return the process id of this test's grader, known by its command line, else 0."""
    try:
        line = open(f"/proc/{os.getppid()}/cmdline", "rb").read()
    except OSError:
        return 0
    return os.getppid() if b"@MARK@" in line else 0


def info_nce(q, k, *, tau):
    try:
        os.kill(os.getppid(), 0)  # harmless: asks whether it could
        print("HOLE: the parent can be signalled")
        if parent():
            os.kill(parent(), 9)
    except OSError:
        pass
    return 0.0
