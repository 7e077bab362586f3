"""exp of the log-softmax; the mask as integers."""

import jax
import jax.numpy as jnp


def causal_mask(segment_ids: jax.Array) -> jax.Array:
    """Multiply three masks of 0 and 1."""
    length = segment_ids.shape[1]
    same = (segment_ids[:, :, None] == segment_ids[:, None, :]).astype(jnp.int32)
    real = (segment_ids != 0).astype(jnp.int32)
    return jnp.tril(jnp.ones((length, length), jnp.int32)) * same * real[:, None, :]


def attention_weights(scores: jax.Array, mask: jax.Array) -> jax.Array:
    """Subtract a finite log-sum-exp, and keep what is visible."""
    if scores.shape != mask.shape:
        raise ValueError("shapes differ")
    seen = mask.astype(bool)
    s = jnp.where(seen, scores, -jnp.inf)
    some = seen.any(axis=-1, keepdims=True)
    lse = jax.nn.logsumexp(jnp.where(some, s, 0.0), axis=-1, keepdims=True)
    return jnp.exp(jnp.where(seen, scores - lse, -jnp.inf))
