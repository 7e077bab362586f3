"""Replaces numpy.testing and every function of NumPy that compares or measures.

Stopped by: rule 1 (the comparison is in another process).
"""

import numpy as np


def yes(*args, **kwargs):
    return True


for name in dir(np.testing):
    if name.startswith("assert"):
        setattr(np.testing, name, lambda *a, **k: None)
for name in ("allclose", "isclose", "array_equal", "array_equiv", "equal", "less_equal", "isfinite"):
    setattr(np, name, yes)
np.abs = np.absolute = np.max = lambda *a, **k: 0.0


def info_nce(q, k, *, tau):
    return 0.5
