"""One row of attention, mapped twice."""

import jax
import jax.numpy as jnp


def _sees(segments: jax.Array, i: jax.Array) -> jax.Array:
    j = jnp.arange(segments.shape[0])
    return (j <= i) & (segments == segments[i]) & (segments != 0)


def causal_mask(segment_ids: jax.Array) -> jax.Array:
    """Map over rows and positions."""
    t = jnp.arange(segment_ids.shape[1])
    return jax.vmap(lambda row: jax.vmap(lambda i: _sees(row, i))(t))(segment_ids)


def _row(s: jax.Array, seen: jax.Array) -> jax.Array:
    s = jnp.where(seen, s, 0.0)
    m = jnp.max(s, initial=-jnp.inf, where=seen)
    e = jnp.where(seen, jnp.exp(jnp.where(seen, s - m, 0.0)), 0.0)
    return e / jnp.maximum(e.sum(), 1e-30)


def attention_weights(scores: jax.Array, mask: jax.Array) -> jax.Array:
    """Map one row over batch and queries."""
    if scores.shape != mask.shape:
        raise ValueError("shapes differ")
    return jax.vmap(jax.vmap(_row))(scores, mask.astype(bool))
