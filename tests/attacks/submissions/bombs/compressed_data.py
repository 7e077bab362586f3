"""Unpacks 1 GB from a few bytes, again and again.

Stopped by: the memory limit.
"""

# expect: memory

import zlib

packed = zlib.compress(bytes(1 << 20), 9)


def info_nce(q, k, *, tau):
    kept = []
    for _ in range(1000):
        kept.append(zlib.decompress(packed))
    return 0.0
