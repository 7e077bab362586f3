"""Replaces itself by another program that keeps the descriptors and writes to all of them.

Stopped by: seccomp (L2); below it the forged text is no frame.
"""

# expect: wrong|protocol|crash

import os


def info_nce(q, k, *, tau):
    try:
        os.execv("/bin/sh", ["sh", "-c", "echo passed; echo SSG1passed >&4; exit 0"])
    except OSError:
        return 0.0
