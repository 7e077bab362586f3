"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def log_softmax(x: jax.Array) -> jax.Array:
    """Log-softmax along the last axis, from an exercise before."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - jnp.log(jnp.exp(shifted).sum(axis=-1, keepdims=True))


def mlm_loss(
    logits: jax.Array,
    labels: jax.Array,
    selected: jax.Array,
    input_ids: jax.Array,
    attention_mask: jax.Array,
) -> jax.Array:
    """Mean surprise at the selected tokens."""
    # <hint>
    raise NotImplementedError
