"""Returns an object whose __class__ says float, so that isinstance believes it.

Stopped by: conversion in the child (type(), never isinstance).
"""


class Claims:
    @property
    def __class__(self):
        return float

    def __float__(self):
        return 0.0

    def __getattr__(self, name):
        return lambda *a, **k: True


def info_nce(q, k, *, tau):
    return Claims()
