"""One token, mapped over the sentence."""

import jax
import jax.numpy as jnp


def _token(copy: jax.Array, i: jax.Array, token: jax.Array, special: jax.Array) -> jax.Array:
    row = jnp.where(special, jnp.zeros_like(copy[0]), copy[i])
    return jnp.where(special, 0.0, jax.nn.log_softmax(row)[jnp.where(special, 0, token)])


def pseudo_log_likelihood(logits: jax.Array, ids: jax.Array, special: jax.Array) -> jax.Array:
    """Score one token, mapped over all copies."""
    if not logits.shape[0] == logits.shape[1] == ids.shape[0] == special.shape[0]:
        raise ValueError("T differs")
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    return jax.vmap(_token)(logits, jnp.arange(len(ids)), ids, special).sum()
