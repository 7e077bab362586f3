"""Means with the where argument of sum."""

import jax
import jax.numpy as jnp


def lm_metrics(nll: jax.Array, weights: jax.Array, n_bytes: int) -> dict[str, jax.Array]:
    """Sum where the weight is above 0."""
    if nll.shape != weights.shape or n_bytes <= 0:
        raise ValueError("shapes differ, or no bytes")
    seen = weights > 0
    total = jnp.sum(weights * nll, where=seen)
    tokens = jnp.sum(weights)
    mean = jnp.where(tokens > 0, total / jnp.where(tokens > 0, tokens, 1), 0.0)
    return {
        "nll_per_token": mean,
        "perplexity": jnp.exp(mean),
        "bits_per_byte": total * jnp.log2(jnp.e) / n_bytes,
    }
