"""Is written with Python floats, loops and math; no array is returned.

Stopped by: nothing.
"""

# expect: passed

import math


def info_nce(q, k, *, tau):
    q, k = [list(map(float, row)) for row in q], [list(map(float, row)) for row in k]
    if tau <= 0 or [len(r) for r in q] != [len(r) for r in k]:
        raise ValueError("tau must be positive and the shapes equal")

    def unit(row):
        length = max(math.sqrt(sum(x * x for x in row)), 1e-12)
        return [x / length for x in row]

    u, v = [unit(row) for row in q], [unit(row) for row in k]
    total = 0.0
    for i, a in enumerate(u):
        s = [sum(x * y for x, y in zip(a, b)) / tau for b in v]
        top = max(s)
        total += top + math.log(sum(math.exp(x - top) for x in s)) - s[i]
    return total / len(u)
