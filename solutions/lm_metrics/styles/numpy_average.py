"""np.average over the tokens that count, and perplexity as a power of 2."""

import numpy as np


def lm_metrics(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> dict[str, float]:
    """Select, average, and turn into bits."""
    if nll.shape != weights.shape or n_bytes < 1:
        raise ValueError("shapes differ, or no bytes")
    w = weights[weights != 0]
    if w.size == 0:
        return {"nll_per_token": 0.0, "perplexity": 1.0, "bits_per_byte": 0.0}
    bits = np.average(nll[weights != 0] / np.log(2), weights=w)
    return {
        "nll_per_token": float(bits * np.log(2)),
        "perplexity": float(2.0**bits),
        "bits_per_byte": float(bits * w.sum() / n_bytes),
    }
