"""Forks 40 processes that sleep.

Stopped by: the group kill and the subreaper (L0), seccomp (L2).
"""

# expect: wrong|time

import os
import time

started = 0


def info_nce(q, k, *, tau):
    global started
    while started < 40:
        started += 1
        try:
            pid = os.fork()
        except OSError:
            break
        if pid == 0:
            time.sleep(20)
            os._exit(0)
    return 0.0
