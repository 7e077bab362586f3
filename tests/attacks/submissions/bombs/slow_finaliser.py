"""Lets __del__ methods and a chain of a million objects be cleaned up at the end.

Stopped by: the child (it ends without cleaning up).
"""

# expect: wrong|crash|memory|time


class Slow:
    def __init__(self, other=None):
        self.other = other

    def __del__(self):
        while True:
            pass


chain = None
for _ in range(300_000):
    chain = [chain]
keep = Slow()
keep.self = keep


def info_nce(q, k, *, tau):
    return 0.0
