"""Totals of single rows, mapped over the batch and added up."""

import jax
import jax.numpy as jnp


def _row(nll: jax.Array, weights: jax.Array) -> tuple[jax.Array, jax.Array]:
    return (jnp.where(weights > 0, nll, 0.0) * weights).sum(), weights.sum()


def lm_metrics(nll: jax.Array, weights: jax.Array, n_bytes: int) -> dict[str, jax.Array]:
    """Add up nats and tokens of all rows."""
    if n_bytes <= 0:
        raise ValueError("no bytes")
    nats, tokens = jax.vmap(_row)(nll, weights)
    total, count = nats.sum(), tokens.sum()
    mean = total / jnp.where(count == 0, 1.0, count)
    return {
        "nll_per_token": mean,
        "perplexity": jnp.exp(mean),
        "bits_per_byte": total / jnp.log(2.0) / n_bytes,
    }
