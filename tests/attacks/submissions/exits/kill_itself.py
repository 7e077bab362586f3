"""Sends itself SIGKILL in a call.

Stopped by: the parent (a signal is a crash).
"""

# expect: crash

import os


def info_nce(q, k, *, tau):
    os.kill(os.getpid(), 9)
