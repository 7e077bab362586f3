"""One row by indices, mapped over the batch."""

import jax
import jax.numpy as jnp


def _row(tokens: jax.Array, segments: jax.Array) -> tuple[jax.Array, jax.Array]:
    t = jnp.arange(tokens.shape[0])
    right = jnp.minimum(t + 1, tokens.shape[0] - 1)
    inside = t < tokens.shape[0] - 1
    counted = inside & (segments[right] == segments) & (segments != 0)
    return jnp.where(inside, tokens[right], 0), counted.astype(jnp.float32)


def ntp_targets(tokens: jax.Array, segment_ids: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Map one row over the batch."""
    if tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    targets, weights = jax.vmap(_row)(tokens, segment_ids)
    return targets, weights
