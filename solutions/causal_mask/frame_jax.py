"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def causal_mask(segment_ids: jax.Array) -> jax.Array:
    """Say which positions j a position i may look at."""
    query, key = segment_ids[:, :, None], segment_ids[:, None, :]
    return jnp.tril(query == key) & (key != 0)


def attention_weights(scores: jax.Array, mask: jax.Array) -> jax.Array:
    """Softmax over the visible scores of every row."""
    if scores.shape != mask.shape:
        raise ValueError("scores and mask differ in shape")
    # <hint>
    raise NotImplementedError
