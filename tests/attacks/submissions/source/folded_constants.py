"""Lets the compiler fold constants into gigabytes.

Stopped by: the compiler's own bounds, the memory limit.
"""

# expect: wrong|memory|import|syntax|time

a = lambda: "x" * 4000 * 4000 * 4000
b = lambda: ((((((((9**999) ** 9) ** 9) ** 9) ** 9) ** 9) ** 9) ** 9)
c = lambda: (1, 2, 3) * 250 * 250 * 250 * 250
d = lambda: 1 << 8000 << 8000 << 8000


def info_nce(q, k, *, tau):
    return 0.0
