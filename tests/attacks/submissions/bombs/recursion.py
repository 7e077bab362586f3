"""Recurses through Python, without a limit of its own.

Stopped by: Python's limit, the stack limit.
"""

# expect: wrong|crash|memory|time

import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def info_nce(q, k, *, tau):
    return info_nce(q, k, tau=tau) if tau > 0.15 else Deep().x
