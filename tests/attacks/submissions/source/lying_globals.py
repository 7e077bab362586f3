"""Replaces its own module's namespace, name and spec, so that the function cannot be found twice.

Stopped by: the child (it looks in the dict that it executed).
"""

# expect: wrong|crash|import

import sys


class Module(type(sys)):
    @property
    def __dict__(self):
        raise SystemExit(0)

    def __getattribute__(self, name):
        raise SystemExit(0)


def info_nce(q, k, *, tau):
    return 0.0


sys.modules[__name__].__class__ = Module
