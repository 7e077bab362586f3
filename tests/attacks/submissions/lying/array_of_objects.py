"""Returns an object array whose element agrees with everything.

Stopped by: conversion in the child (dtypes of real numbers only).
"""

import numpy as np


class Right:
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __float__(self):
        return 0.0

    def __reduce__(self):
        return (print, ("unpickled",))


def info_nce(q, k, *, tau):
    out = np.empty((), object)
    out[()] = Right()
    return out
