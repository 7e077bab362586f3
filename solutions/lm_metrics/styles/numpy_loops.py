"""Token by token, with the math module."""

import math

import numpy as np


def lm_metrics(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> dict[str, float]:
    """Add up what counts."""
    if n_bytes <= 0:
        raise ValueError("n_bytes must be positive")
    if np.shape(nll) != np.shape(weights):
        raise ValueError("shapes differ")
    nats = tokens = 0.0
    for b, t in np.ndindex(*np.shape(nll)):
        w = float(weights[b, t])
        if w > 0:
            nats += w * float(nll[b, t])
            tokens += w
    mean = nats / tokens if tokens else 0.0
    bits = nats * math.log2(math.e)
    return {"nll_per_token": mean, "perplexity": math.exp(mean), "bits_per_byte": bits / n_bytes}
