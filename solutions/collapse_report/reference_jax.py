"""Reference solution of collapse_report in JAX."""

import jax
import jax.numpy as jnp


def _entropy(p: jax.Array) -> jax.Array:
    """Entropy in nats along the last axis; an impossible outcome adds 0."""
    return -(p * jnp.log(jnp.where(p > 0, p, 1.0))).sum(axis=-1)


def collapse_report(logits: jax.Array, z: jax.Array) -> dict[str, jax.Array]:
    """Five numbers that tell a healthy batch from a collapsed one.

    See Caron et al., ICCV 2021, section 5.3 (entropies); Chen and He, Exploring Simple Siamese
    Representation Learning, CVPR 2021, section 4.1 (standard deviation); Roy and Vetterli, The
    effective rank, EUSIPCO 2007.
    """
    if logits.ndim != 2 or z.ndim != 2 or len(logits) != len(z):
        raise ValueError(f"expected logits [B, K] and z [B, D], got {logits.shape} and {z.shape}")
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    z = z.astype(jnp.promote_types(z.dtype, jnp.float32))

    # Entropy of each answer, and entropy of all answers taken together.
    p = jax.nn.softmax(logits, axis=1)
    mean_entropy = _entropy(p).mean()
    entropy_of_mean = _entropy(p.mean(axis=0))

    # Directions only: a network that merely shrinks its outputs has not collapsed.
    length = jnp.sqrt((z * z).sum(axis=1, keepdims=True))
    std_mean = (z / jnp.maximum(length, 1e-12)).std(axis=0).mean()

    # How many directions the batch spreads into. What all rows share is no spread: centre first.
    sigma = jnp.linalg.svd(z - z.mean(axis=0), compute_uv=False)
    energy = sigma.sum()
    spread = energy > 1e-5 * jnp.sqrt((z * z).sum())  # otherwise nothing but rounding is left
    share = sigma / jnp.where(spread, energy, 1.0)
    effective_rank = jnp.where(spread, jnp.exp(_entropy(share)), 0.0)

    return {
        "mean_entropy": mean_entropy,
        "entropy_of_mean": entropy_of_mean,
        "kl_spread": entropy_of_mean - mean_entropy,
        "std_mean": std_mean,
        "effective_rank": effective_rank,
    }
