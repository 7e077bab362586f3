"""Float32 throughout."""

import numpy as np


def log_softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Log-softmax in float32, returned as float32."""
    x = np.asarray(x, dtype=np.float32)
    largest = np.max(x, axis=axis, keepdims=True)
    lse = np.log(np.sum(np.exp(x - largest), axis=axis, keepdims=True))
    return np.asarray((x - largest) - lse, dtype=np.float32)
