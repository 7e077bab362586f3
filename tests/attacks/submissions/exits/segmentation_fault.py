"""Reads address 0 through ctypes.

Stopped by: the parent (a signal is a crash).
"""

# expect: crash

import ctypes


def info_nce(q, k, *, tau):
    return ctypes.string_at(0)
