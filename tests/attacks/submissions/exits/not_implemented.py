"""Raises NotImplementedError from a lying subclass, to be taken for a stub that was not begun.

Stopped by: the report (a stub earns nothing).
"""

# expect: wrong|None


class NotImplementedError(NotImplementedError):
    pass


def info_nce(q, k, *, tau):
    raise NotImplementedError("10 / 10")
