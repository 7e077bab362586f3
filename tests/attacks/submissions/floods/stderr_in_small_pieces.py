"""Writes single bytes to stderr until its time is used up.

Stopped by: the CPU limit.
"""

# expect: time

import os


def info_nce(q, k, *, tau):
    while True:
        os.write(2, b"y")
