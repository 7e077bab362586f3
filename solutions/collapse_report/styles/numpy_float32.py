"""Float32 throughout."""

import numpy as np


def _entropy(p: np.ndarray) -> np.ndarray:
    terms = np.zeros_like(p)
    np.log(p, out=terms, where=p > 0)
    return np.asarray(-(p * terms).sum(-1), dtype=np.float32)


def collapse_report(logits: np.ndarray, z: np.ndarray) -> dict[str, float]:
    """Five numbers about collapse in float32, handed back as Python floats."""
    if len(logits) != len(z):
        raise ValueError("lengths differ")
    x, z = logits.astype(np.float32), z.astype(np.float32)
    e = np.exp(x - x.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    rows, together = _entropy(p).mean(), _entropy(p.mean(0))
    u = z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), np.float32(1e-12))
    sigma = np.linalg.svd(z - z.mean(0), compute_uv=False)
    alive = sigma.sum() > np.float32(1e-5) * np.linalg.norm(z)
    return {
        "mean_entropy": float(rows),
        "entropy_of_mean": float(together),
        "kl_spread": float(together - rows),
        "std_mean": float(u.std(0).mean()),
        "effective_rank": float(np.exp(_entropy(sigma / sigma.sum()))) if alive else 0.0,
    }
