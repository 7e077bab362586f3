"""The frame into which the third hint is pasted."""

import numpy as np


def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> float:  # type: ignore[return]
    """NT-Xent."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if z1.shape != z2.shape:
        raise ValueError("z1 and z2 must have the same shape")
    # <hint>
