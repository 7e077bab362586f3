"""einsum for the total, arrays of zero dimensions as results."""

import numpy as np


def lm_metrics(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> dict[str, np.ndarray]:
    """Contract surprises with weights."""
    if nll.shape != weights.shape:
        raise ValueError("shapes differ")
    if not n_bytes > 0:
        raise ValueError("no bytes")
    clean = np.zeros_like(nll)
    np.copyto(clean, nll, where=weights > 0)
    total = np.einsum("bt,bt->", clean, weights)
    mean = total / np.maximum(np.einsum("bt->", weights), np.finfo(np.float64).tiny)
    return {
        "perplexity": np.asarray(np.exp(mean)),
        "nll_per_token": np.asarray(mean),
        "bits_per_byte": np.asarray(total / np.log(2) / n_bytes),
    }
