"""Reads the grader's next request itself and sends it back as the answer.

Stopped by: the protocol.
"""

# expect: protocol|time|crash
# wall: 3

import os

data = os.read(3, 1 << 20)
os.write(4, data)


def info_nce(q, k, *, tau):
    return 0.0
