"""Spends its time inside one call of C that never looks at signals: a regular expression.

Stopped by: the CPU limit of the kernel.
"""

# expect: time

import re


def info_nce(q, k, *, tau):
    return float(bool(re.match(r"(a*)*b", "a" * 60)))
