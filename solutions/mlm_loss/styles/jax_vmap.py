"""One token, mapped over both axes."""

import jax
import jax.numpy as jnp


def _token(z: jax.Array, label: jax.Array, asked: jax.Array) -> jax.Array:
    z = jnp.where(asked, z, 0.0)
    label = jnp.where(asked, label, 0)
    return jnp.where(asked, jax.nn.logsumexp(z) - z[label], 0.0)


def mlm_loss(
    logits: jax.Array,
    labels: jax.Array,
    selected: jax.Array,
    input_ids: jax.Array,
    attention_mask: jax.Array,
) -> jax.Array:
    """Map the surprise of one token over the batch, then take one mean."""
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    nll = jax.vmap(jax.vmap(_token))(logits, labels, selected)
    count = selected.sum()
    return jnp.where(count > 0, nll.sum() / jnp.where(count > 0, count, 1), 0.0)
