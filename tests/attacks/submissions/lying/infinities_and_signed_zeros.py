"""Returns infinities, negative zero and the largest integers in turn.

Stopped by: comparison.
"""

import itertools

turns = itertools.cycle([float("inf"), -0.0, -float("inf"), 2**63 - 1, -(2**63), True, False, 5e-324])


def info_nce(q, k, *, tau):
    return next(turns)
