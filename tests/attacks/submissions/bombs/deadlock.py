"""Waits for a lock that it holds itself, with signals blocked.

Stopped by: the wall-clock limit.
"""

# expect: time
# wall: 2

import threading

lock = threading.Lock()


def info_nce(q, k, *, tau):
    lock.acquire()
    lock.acquire()
