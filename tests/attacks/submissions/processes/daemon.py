"""Becomes a daemon by the book: fork, setsid, fork, setsid, closed descriptors.

Stopped by: the subreaper (L0), seccomp (L2), the pid namespace (L3).
"""

import os
import time

done = False


def info_nce(q, k, *, tau):
    global done
    if not done:
        done = True
        try:
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.setsid()
                    os.closerange(0, 256)
                    time.sleep(20)
                os._exit(0)
        except OSError:
            pass
    return 0.0
