"""Returns an instance of a class whose metaclass says that it derives from float and from ndarray.

Stopped by: conversion in the child (the real bases count).
"""

import numpy as np


class Meta(type):
    def __subclasscheck__(cls, other):
        return True

    def __instancecheck__(cls, other):
        return True

    @property
    def __mro__(cls):
        return (cls, np.ndarray, float, object)

    def mro(cls):
        return [cls, object]

    @property
    def __name__(cls):
        return "float"


class Claims(metaclass=Meta):
    def __pos__(self):
        return 0.0


def info_nce(q, k, *, tau):
    return Claims()
