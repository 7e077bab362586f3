"""Keeps lists until there is no memory.

Stopped by: the memory limit.
"""

# expect: memory|time


def info_nce(q, k, *, tau):
    kept = []
    while len(kept) < 3000:
        kept.append(list(range(30_000)))
    return 0.0
