"""Ends the main thread through pthread_exit, so that the process lingers or ends with status 0.

Stopped by: the parent (an end without an answer is a crash), the wall-clock limit.
"""

# expect: crash|time
# wall: 3

import ctypes


def info_nce(q, k, *, tau):
    ctypes.CDLL(None).pthread_exit(None)
