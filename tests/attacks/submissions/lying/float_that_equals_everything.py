"""Returns a float whose comparisons and differences all say that it is right.

Stopped by: conversion in the child (only the number inside travels).
"""


class Right(float):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __sub__(self, other):
        return 0.0

    __rsub__ = __add__ = __radd__ = __sub__

    def __le__(self, other):
        return True

    __ge__ = __lt__ = __gt__ = __le__

    def __abs__(self):
        return 0.0

    def __hash__(self):
        return 0


def info_nce(q, k, *, tau):
    return Right(0.5)
