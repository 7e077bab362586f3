"""Lets a timer end the process while it sleeps, with a signal that is usually not handled.

Stopped by: the parent (a signal is a crash).
"""

# expect: crash

import signal
import time


def info_nce(q, k, *, tau):
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    time.sleep(60)
