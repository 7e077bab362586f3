"""Asks NumPy for 1 TB, which is only reserved, and reads a header that announces as much.

Stopped by: the memory limit.
"""

# expect: memory|wrong

import io

import numpy as np


def info_nce(q, k, *, tau):
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1 << 37,), }".replace(
        b"1 << 37", str(1 << 37).encode()
    )
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    try:
        return np.load(io.BytesIO(data)).sum()
    except (ValueError, EOFError, OSError):
        return np.empty(1 << 37).sum()
