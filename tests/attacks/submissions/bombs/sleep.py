"""Sleeps: uses no CPU.

Stopped by: the wall-clock limit.
"""

# expect: time
# wall: 2

import time


def info_nce(q, k, *, tau):
    time.sleep(600)
