"""Raises exceptions with the names of the grader's own findings, and with nothing to say.

Stopped by: comparison (a finding without words is still a finding).
"""

import itertools


class ReturnType(ValueError, TypeError, IndexError):
    pass


class Missing(ReturnType):
    pass


turns = itertools.cycle([ReturnType(), ReturnType("  "), Missing("\n\t")])


def info_nce(q, k, *, tau):
    raise next(turns)
