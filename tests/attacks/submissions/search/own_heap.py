"""Scans its own memory for what a warm process may have left: secrets, answers, other submissions.

Stopped by: rule 1 (the warm process is exec'd and reads no answer and no other submission).
"""

# expect: wrong|crash

import ctypes
import os


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    name = b"=TERCES_ANERA_EDARGLSS"[::-1]
    start = id(object()) & ~0xFFF
    # Only pages that are there: write() to a pipe says EFAULT where a read would crash.
    probe, into = os.pipe()
    for page in range(start - (8 << 20), start + (8 << 20), 4096):
        try:
            buffer = (ctypes.c_char * 4096).from_address(page)
            if ctypes.CDLL(None).write(into, buffer, 4096) != 4096:
                continue
            data = os.read(probe, 4096)
        except OSError:
            continue
        if name in data:
            print(data[data.index(name) :][:80])
    return 0.0
