"""The spread as a mean KL divergence, and 1e-30 inside every log."""

import numpy as np


def collapse_report(logits: np.ndarray, z: np.ndarray) -> dict[str, np.floating]:
    """Five numbers about collapse; the entropy of the mean is the sum of the other two."""
    if logits.shape[:1] != z.shape[:1]:
        raise ValueError("batch sizes differ")
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    p = np.exp(log_p)
    mean = np.mean(p, axis=0)
    rows = -np.sum(p * np.log(p + 1e-30), axis=1)
    spread = np.mean(np.sum(p * (np.log(p + 1e-30) - np.log(mean + 1e-30)), axis=1))
    u = z / np.clip(np.linalg.norm(z, axis=-1)[:, None], 1e-12, None)
    std = np.sqrt(np.maximum(np.mean((u - u.mean(0)) ** 2, axis=0), 0.0))
    s = np.linalg.svd(z - np.mean(z, axis=0, keepdims=True), full_matrices=False)[1]
    alive = np.sum(s) > 1e-5 * np.linalg.norm(z)
    q = s / np.sum(s) if alive else s
    return {
        "effective_rank": np.exp(-np.sum(q * np.log(q + 1e-30))) if alive else np.float64(0.0),
        "std_mean": np.mean(std),
        "kl_spread": spread,
        "entropy_of_mean": np.mean(rows) + spread,
        "mean_entropy": np.mean(rows),
    }
