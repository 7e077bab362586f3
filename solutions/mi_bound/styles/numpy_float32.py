"""Float32 throughout."""

import numpy as np


def mi_bound(scores: np.ndarray) -> np.float32:
    """The bound in float32."""
    scores = np.asarray(scores, dtype=np.float32)
    n = scores.shape[0]
    margin = scores - np.diag(scores)[:, None]
    m = margin.max(axis=1, keepdims=True)
    lse = m[:, 0] + np.log(np.exp(margin - m).sum(axis=1))
    return np.float32(np.log(np.float32(n)) - lse.mean())
