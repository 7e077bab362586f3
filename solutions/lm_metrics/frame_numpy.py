"""The frame into which the third hint is pasted."""

import numpy as np


def lm_metrics(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> dict[str, float]:
    """Surprise per token in nats, perplexity, and bits per byte."""
    if n_bytes <= 0 or nll.shape != weights.shape:
        raise ValueError("n_bytes must be positive, nll and weights of one shape")
    # <hint>
    raise NotImplementedError
