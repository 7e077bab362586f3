"""Starts 50 threads that never end.

Stopped by: seccomp (L2); below it they end with the process.
"""

import threading
import time

started = 0


def info_nce(q, k, *, tau):
    global started
    while started < 50:
        started += 1
        try:
            threading.Thread(target=time.sleep, args=(20,), daemon=False).start()
        except RuntimeError:
            break
    return 0.0
