"""Classes moved to the end, sums by einsum."""

import numpy as np


def log_softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Log-softmax with the classes in the last axis and expand_dims in place of keepdims."""
    last = np.swapaxes(np.array(x, dtype=float), axis, -1)
    last = last - np.expand_dims(np.amax(last, axis=-1), -1)
    lse = np.log(np.einsum("...k->...", np.exp(last)))
    return np.swapaxes(last - lse[..., None], axis, -1)
