"""Closes every descriptor, the answer channel too, and goes on.

Stopped by: the parent (a closed channel is a protocol error).
"""

# expect: protocol|crash

import os
import time


def info_nce(q, k, *, tau):
    os.closerange(0, 256)
    time.sleep(60)
