"""Puts modules of its own in the place of numpy, json, struct and the grader.

Stopped by: rule 1 (whatever they do, they do in this process).
"""

# expect: wrong|crash

import sys
import types


class Yes(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: True


for name in ("numpy", "numpy.testing", "json", "struct", "sslgrade", "sslgrade.grading", "math"):
    sys.modules[name] = Yes(name)


def info_nce(q, k, *, tau):
    return 0.5
