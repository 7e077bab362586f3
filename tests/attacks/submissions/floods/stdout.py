"""Prints 150 MB on stdout in one call.

Stopped by: the capped pipe, which is drained without blocking.
"""

# expect: wrong|time

import os

line = b"x" * 65536


def info_nce(q, k, *, tau):
    global line
    for _ in range(2400 if line else 0):
        os.write(1, line)
    line = b""
    return 0.0
