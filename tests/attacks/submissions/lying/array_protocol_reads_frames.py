"""Returns an object whose __array__ looks for the expected value in its callers' frames.

Stopped by: conversion in the child (no method of the object is called), and rule 1: no frame of
this process holds an expected value.
"""

import sys

import numpy as np


class Thief:
    def __array__(self, *args, **kwargs):
        frame = sys._getframe(1)
        while frame:
            for name in ("want", "expected", "desired", "answer", "reference"):
                if name in frame.f_locals:
                    return np.asarray(frame.f_locals[name])
            frame = frame.f_back
        return np.zeros(())

    __float__ = __index__ = __array__


def info_nce(q, k, *, tau):
    return Thief()
