"""Raises an exception whose __str__ never returns.

Stopped by: the CPU limit.
"""

# expect: time


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def info_nce(q, k, *, tau):
    raise Endless
