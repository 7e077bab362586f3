"""jax.nn.softmax with its where argument, NaN repaired before and after."""

import jax
import jax.numpy as jnp


def causal_mask(segment_ids: jax.Array) -> jax.Array:
    """Compare every pair of positions by broadcasting."""
    t = jnp.arange(segment_ids.shape[1])
    same = segment_ids[:, :, None] == segment_ids[:, None, :]
    return same & (t[:, None] >= t[None, :]) & (segment_ids != 0)[:, :, None]


def attention_weights(scores: jax.Array, mask: jax.Array) -> jax.Array:
    """Let rows that see nothing see everything, then set them to 0."""
    if scores.shape != mask.shape:
        raise ValueError("shapes differ")
    sees = mask.any(axis=-1, keepdims=True)
    s = jnp.where(mask, scores, jnp.where(sees, -jnp.inf, 0.0))
    return jnp.where(sees, jax.nn.softmax(s, axis=-1), 0.0)
