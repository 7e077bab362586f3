"""Raises exceptions with a text of 50 MB.

Stopped by: the child (messages are cut).
"""

# expect: wrong|memory|time

import itertools

sizes = itertools.chain([50_000_000] * 3, itertools.repeat(1))


def info_nce(q, k, *, tau):
    raise ValueError("x" * next(sizes))
