"""Registers its own types as numbers and sequences, and hooks instance checks of the abc module.

Stopped by: conversion in the child (no abstract class is asked).
"""

import abc
import collections.abc
import numbers


class Right:
    def __float__(self):
        return 0.5


numbers.Real.register(Right)
collections.abc.Sequence.register(Right)
abc.ABCMeta.__instancecheck__ = lambda cls, value: True
abc.ABCMeta.__subclasscheck__ = lambda cls, value: True


def info_nce(q, k, *, tau):
    return Right()
