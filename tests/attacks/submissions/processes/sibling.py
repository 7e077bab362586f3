"""Clones a process as a child of the grader (CLONE_PARENT), beside itself.

Stopped by: the subreaper (L0), seccomp (L2).
"""

# from: L1
# expect: wrong|crash

import ctypes
import os
import time

done = False


def info_nce(q, k, *, tau):
    global done
    if not done:
        done = True
        # clone(CLONE_PARENT | SIGCHLD) without a stack of its own behaves like fork.
        number = {"x86_64": 56, "aarch64": 220}.get(os.uname().machine, -1)
        if ctypes.CDLL(None).syscall(number, 0x8000 | 17, 0, 0, 0, 0) == 0:
            os.setsid()
            time.sleep(20)
            os._exit(0)
    return 0.0
