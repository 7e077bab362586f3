"""Returns an ndarray subclass that answers every NumPy function and ufunc itself.

Stopped by: conversion in the child (a subclass is its own buffer).
"""

import numpy as np


class Right(np.ndarray):
    __array_priority__ = 1e9

    def __array_function__(self, func, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.ones(()) if ufunc.__name__ in ("equal", "less_equal") else np.zeros(())

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return np.zeros(())

    def __array_finalize__(self, source):
        self.fill(0.5)

    def __eq__(self, other):
        return np.True_

    def copy(self, order="C"):
        return self

    def view(self, *args):
        return self

    def tobytes(self, order="C"):
        return b"\0" * 8


def info_nce(q, k, *, tau):
    return np.zeros(()).view(Right)
