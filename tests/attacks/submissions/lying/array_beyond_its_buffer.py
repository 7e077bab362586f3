"""Returns views that reach far beyond their memory: 8 TB by strides of zero, and the heap around.

Stopped by: conversion in the child (size limit), then comparison.
"""

import itertools

import numpy as np

one = np.zeros(1)
turns = itertools.cycle(
    [
        np.broadcast_to(one, (1 << 40,)),
        np.lib.stride_tricks.as_strided(one, (1 << 10,), (8,)),
        np.lib.stride_tricks.as_strided(one, (), ()),
    ]
)


def info_nce(q, k, *, tau):
    return next(turns)
