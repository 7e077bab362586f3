"""The third hint is pasted below."""

import numpy as np


def __ID__(pred: np.ndarray, target: np.ndarray) -> float:
    """Return the mean of the squared differences."""
    # <hint>
