"""One-hot targets, all T positions."""

import jax
import jax.numpy as jnp


def ntp_loss_and_grad(
    logits: jax.Array,
    tokens: jax.Array,
    segment_ids: jax.Array,
    *,
    num_items: int | None = None,
) -> tuple[jax.Array, jax.Array]:
    """Inner products of one-hot targets and log-probabilities."""
    if logits.shape[:2] != tokens.shape or tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    right = jnp.roll(segment_ids, -1, axis=1).at[:, -1].set(0)
    w = (right == segment_ids) & (right != 0)
    z = jnp.where(w[..., None], logits, 0).astype(jnp.promote_types(logits.dtype, jnp.float32))
    y = jax.nn.one_hot(jnp.roll(tokens, -1, axis=1), z.shape[-1], dtype=z.dtype)
    if num_items is None:
        scale = 1.0 / jnp.clip(w.sum(), 1)
    else:
        scale = jnp.asarray(0.0 if num_items == 0 else 1.0 / num_items)
    nll = -(y * jax.nn.log_softmax(z)).sum(-1)
    return scale * (w * nll).sum(), scale * w[..., None] * (jax.nn.softmax(z) - y)
