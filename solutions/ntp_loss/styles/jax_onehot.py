"""jax.nn.one_hot and where."""

import jax
import jax.numpy as jnp


def ntp_loss(logits: jax.Array, tokens: jax.Array, segment_ids: jax.Array) -> jax.Array:
    """Inner product of one-hot targets and log-probabilities."""
    if logits.shape[:2] != tokens.shape or tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    same = segment_ids[:, 1:] == segment_ids[:, :-1]
    mask = same & (segment_ids[:, 1:] != 0)
    z = jnp.where(mask[..., None], logits[:, :-1], 0).astype(
        jnp.promote_types(logits.dtype, jnp.float32)
    )
    y = jax.nn.one_hot(tokens[:, 1:], logits.shape[-1], dtype=z.dtype)
    nll = -(y * jax.nn.log_softmax(z, axis=-1)).sum(axis=-1)
    return (nll * mask).sum() / jnp.clip(mask.sum(), 1)
