"""jax.nn.log_softmax and one_hot."""

import jax
import jax.numpy as jnp


def mlm_loss(
    logits: jax.Array,
    labels: jax.Array,
    selected: jax.Array,
    input_ids: jax.Array,
    attention_mask: jax.Array,
) -> jax.Array:
    """Let jax.nn do the numerics, and replace what is not selected before it."""
    z = jnp.where(selected[..., None], logits, 0.0)
    z = z.astype(jnp.promote_types(z.dtype, jnp.float32))
    y = jax.nn.one_hot(labels, z.shape[-1], dtype=z.dtype)  # a row of zeros for -100
    nll = -(y * jax.nn.log_softmax(z)).sum(-1)
    return jnp.sum(nll, where=selected) / jnp.clip(selected.sum(), 1)
