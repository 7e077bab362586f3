"""Writes through .base, the buffer protocol and ctypes into memory that looks read-only.

Stopped by: fresh copies for every call, in another process.
"""

import ctypes

import numpy as np


def info_nce(q, k, *, tau):
    for array in (q, k):
        owner = array if array.base is None else array.base
        ctypes.memset(array.ctypes.data, 0, 8)
        if isinstance(owner, np.ndarray) and owner.flags.writeable:
            owner.fill(0.0)
    return 0.0
