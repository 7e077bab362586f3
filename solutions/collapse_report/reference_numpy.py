"""Reference solution of collapse_report in NumPy."""

import numpy as np


def _entropy(p: np.ndarray) -> np.ndarray:
    """Entropy in nats along the last axis; an impossible outcome adds 0."""
    possible = p > 0
    return np.asarray(-(p * np.log(np.where(possible, p, 1.0))).sum(axis=-1))


def collapse_report(logits: np.ndarray, z: np.ndarray) -> dict[str, float]:
    """Five numbers that tell a healthy batch from a collapsed one.

    See Caron et al., ICCV 2021, section 5.3 (entropies); Chen and He, Exploring Simple Siamese
    Representation Learning, CVPR 2021, section 4.1 (standard deviation); Roy and Vetterli, The
    effective rank, EUSIPCO 2007.
    """
    logits, z = np.asarray(logits), np.asarray(z)
    if logits.ndim != 2 or z.ndim != 2 or len(logits) != len(z):
        raise ValueError(f"expected logits [B, K] and z [B, D], got {logits.shape} and {z.shape}")

    # Entropy of each answer, and entropy of all answers taken together.
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    mean_entropy = _entropy(p).mean()
    entropy_of_mean = _entropy(p.mean(axis=0))

    # Directions only: a network that merely shrinks its outputs has not collapsed.
    length = np.sqrt((z * z).sum(axis=1, keepdims=True))
    std_mean = (z / np.maximum(length, 1e-12)).std(axis=0).mean()

    # How many directions the batch spreads into. What all rows share is no spread: centre first.
    sigma = np.linalg.svd(z - z.mean(axis=0), compute_uv=False)
    energy = sigma.sum()
    if energy <= 1e-5 * np.sqrt((z * z).sum()):
        effective_rank = 0.0  # nothing but rounding is left
    else:
        effective_rank = float(np.exp(_entropy(sigma / energy)))

    return {
        "mean_entropy": float(mean_entropy),
        "entropy_of_mean": float(entropy_of_mean),
        "kl_spread": float(entropy_of_mean - mean_entropy),
        "std_mean": float(std_mean),
        "effective_rank": effective_rank,
    }
