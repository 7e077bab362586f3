"""Computes 3 ** (3 ** 20) and turns it into text.

Stopped by: the CPU limit.
"""

# expect: time|memory|wrong

import sys

sys.set_int_max_str_digits(0)


def info_nce(q, k, *, tau):
    return float(len(str(3 ** (3**17))))
