"""Sends one byte of an endless frame at a time, so that something always arrives.

Stopped by: the wall-clock limit (it counts from the start, not from the last byte).
"""

# expect: time
# wall: 3

import os
import struct
import time


def info_nce(q, k, *, tau):
    os.write(4, struct.pack("<4sIQ", b"SSG1", 1 << 20, 0))
    while True:
        os.write(4, b" ")
        time.sleep(0.1)
