"""Leaves exit handlers, finalisers and __del__ methods that print a result and set the status.

Stopped by: the child (it ends without running them).
"""

import atexit
import os
import weakref


class Last:
    def __del__(self):
        print("10 / 10 passed", flush=True)
        os._exit(0)


keep = Last()
atexit.register(print, "10 / 10 passed", flush=True)
weakref.finalize(keep, os._exit, 0)


def info_nce(q, k, *, tau):
    return 0.0
