"""Ends the process with status 0 in the third call.

Stopped by: the parent (an end without an answer is a crash).
"""

# expect: crash

import itertools
import os

count = itertools.count()


def info_nce(q, k, *, tau):
    if next(count) == 2:
        os._exit(0)
    return 0.0
