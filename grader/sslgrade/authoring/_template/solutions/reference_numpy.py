"""Reference: mean squared error in NumPy."""

import numpy as np


def __ID__(pred: np.ndarray, target: np.ndarray) -> float:
    """Return the mean of the squared differences."""
    return float(((pred - target) ** 2).mean())
