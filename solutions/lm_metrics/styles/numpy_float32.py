"""Float32 throughout."""

import numpy as np


def lm_metrics(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> dict[str, np.float32]:
    """Work in float32 and return float32 scalars."""
    if nll.shape != weights.shape or n_bytes <= 0:
        raise ValueError("shapes differ, or no bytes")
    w = weights.astype(np.float32)
    total = np.where(w > 0, nll.astype(np.float32) * w, np.float32(0)).sum()
    tokens = w.sum()
    mean = total / tokens if tokens > 0 else np.float32(0)
    per_byte = total / np.float32(n_bytes) / np.float32(0.6931472)
    return {"nll_per_token": mean, "perplexity": np.exp(mean), "bits_per_byte": per_byte}
