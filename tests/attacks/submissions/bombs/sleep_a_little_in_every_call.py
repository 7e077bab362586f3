"""Sleeps a little in every call, so that each one alone looks harmless.

Stopped by: the wall-clock limit (one budget per submission, not per call).
"""

# expect: time
# wall: 2

import time


def info_nce(q, k, *, tau):
    time.sleep(0.2)
    return 0.0
