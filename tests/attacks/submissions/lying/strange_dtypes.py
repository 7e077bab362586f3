"""Returns records, dates, complex numbers, text and float16 in turn.

Stopped by: conversion in the child, then comparison.
"""

import itertools

import numpy as np

turns = itertools.cycle(
    [
        np.zeros((), [("loss", "f8"), ("__class__", "O")]),
        np.datetime64("2020-01-01"),
        np.complex128(complex(0.0, float("nan"))),
        np.str_("0.5"),
        np.void(b"\0" * 8),
        np.float16("nan"),
        np.longdouble("1e4000"),
        np.array(["nan"], "S3"),
        np.uint64(2**64 - 1),
        np.timedelta64("NaT"),
    ]
)


def info_nce(q, k, *, tau):
    return next(turns)
