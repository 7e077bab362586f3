"""Finds the shared page that counts finished calls and writes the largest number into it.

Stopped by: the parent (the number is bounded, and only names a place).
"""

# expect: crash

import gc
import mmap
import os


def info_nce(q, k, *, tau):
    for thing in gc.get_objects():
        for value in getattr(thing, "__dict__", {}).values() if hasattr(thing, "__dict__") else ():
            if type(value) is mmap.mmap:
                value[:8] = b"\xff" * 8
    os._exit(1)
