"""Overwrites the arrays of all later requests, which wait in its callers' frames.

Stopped by: rule 1 (the grader compares with what it sent, not with what is left here).
"""

# expect: wrong

import sys

import numpy as np


def info_nce(q, k, *, tau):
    frame = sys._getframe(1)
    while frame:
        for value in frame.f_locals.values():
            if type(value) is list:
                for request in value:
                    for array in getattr(request, "args", ()):
                        if isinstance(array, np.ndarray):
                            array.setflags(write=True)
                            array[...] = 0.0
        frame = frame.f_back
    return float(np.log(max(len(q), 1)))
