"""Mean squared error, in NumPy."""

import numpy as np


def __ID__(pred: np.ndarray, target: np.ndarray) -> float:
    """Return the mean of (pred − target)² over all N·D entries.

    pred, target: float[N, D]. Returns a float.
    """
    raise NotImplementedError
