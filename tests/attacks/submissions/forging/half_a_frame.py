"""Sends half of a frame and then sleeps.

Stopped by: the wall-clock limit.
"""

# expect: time|protocol
# wall: 2

import os
import time


def info_nce(q, k, *, tau):
    os.write(4, b"SSG1\x40\0\0\0")
    time.sleep(60)
