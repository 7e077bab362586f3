"""Returns a million numbers in a tuple, and ten thousand keys in a dict.

Stopped by: conversion in the child (bounded length).
"""

import itertools

turns = itertools.cycle([(0.0,) * 1_000_000, {str(i): 0.0 for i in range(10_000)}, [[0.0] * 1000] * 1000])


def info_nce(q, k, *, tau):
    return next(turns)
