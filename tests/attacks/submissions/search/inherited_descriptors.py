"""Reads every open descriptor, and those that a careless parent left open, for a secret.

Stopped by: the start of the child (closes everything but its own six).
"""

# expect: wrong|time|protocol
# wall: 3

import os


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    for fd in range(6, 4096):
        try:
            print(fd, os.pread(fd, 200, 0))
        except OSError:
            continue
    for fd in range(256):
        try:
            print(fd, os.fstat(fd).st_size, os.readlink(f"/proc/self/fd/{fd}"))
        except OSError:
            continue
    return 0.0
