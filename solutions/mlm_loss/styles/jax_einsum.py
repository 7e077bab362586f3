"""Flattened to one axis, contracted with einsum."""

import jax
import jax.numpy as jnp


def mlm_loss(
    logits: jax.Array,
    labels: jax.Array,
    selected: jax.Array,
    input_ids: jax.Array,
    attention_mask: jax.Array,
) -> jax.Array:
    """Weigh every token of the flattened batch by 0 or 1/|M|."""
    v = logits.shape[-1]
    keep = selected.reshape(-1)
    z = jnp.where(keep[:, None], logits.reshape(-1, v), 0.0)
    z = z.astype(jnp.promote_types(z.dtype, jnp.float32))
    hit = (jnp.arange(v) == labels.reshape(-1, 1)).astype(z.dtype)
    m = z.max(axis=1, keepdims=True)
    lse = m[:, 0] + jnp.log(jnp.exp(z - m).sum(axis=1))
    share = keep.astype(z.dtype) / jnp.maximum(keep.sum(), 1)
    return share @ lse - jnp.einsum("n,nv,nv->", share, hit, z)
