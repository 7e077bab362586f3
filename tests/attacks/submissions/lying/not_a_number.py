"""Returns NaN: neither above nor below any tolerance.

Stopped by: comparison (NaN agrees only with NaN).
"""

import numpy as np


def info_nce(q, k, *, tau):
    return np.float64("nan")
