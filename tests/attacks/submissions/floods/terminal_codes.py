"""Prints what wrecks terminals and logs: escapes, a million blank lines, bytes that are not UTF-8.

Stopped by: the capped pipe (output is decoded with replacement).
"""

import os


def info_nce(q, k, *, tau):
    os.write(1, b"\x1b]0;x\x07\x1b[8m\x1bc\x1b%@\xff\xfe\0" + b"\n" * 60_000)
    return 0.0
