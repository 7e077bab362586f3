"""Reference solution of lm_metrics in NumPy."""

import math

import numpy as np


def lm_metrics(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> dict[str, float]:
    """Surprise per token in nats, perplexity, and bits per byte.

    See Jelinek et al., 1977 (perplexity) and Gao et al., The Pile, 2020 (bits per byte).
    """
    nll, weights = np.asarray(nll), np.asarray(weights)
    if nll.shape != weights.shape:
        raise ValueError(
            f"expected nll and weights of one shape [B, T], got {nll.shape} and {weights.shape}"
        )
    if n_bytes <= 0:
        raise ValueError(f"n_bytes must be positive, got {n_bytes}")
    dtype = np.result_type(nll.dtype, np.float32)
    weights = weights.astype(dtype)

    # The total is the only additive quantity; tokens and bytes are two divisors of it.
    counted = weights > 0
    total = float((weights * np.where(counted, nll, 0.0)).sum())  # 0 * inf would be NaN
    mean = total / float(weights.sum()) if counted.any() else 0.0
    return {
        "nll_per_token": mean,
        "perplexity": math.exp(mean),  # once, after the mean: exp is convex
        "bits_per_byte": total / (math.log(2.0) * n_bytes),  # a bit has ln 2 nats
    }
