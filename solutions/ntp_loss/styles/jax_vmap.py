"""Sum and count of one row, mapped over the batch."""

import jax
import jax.numpy as jnp


def _row(z: jax.Array, tokens: jax.Array, segments: jax.Array) -> tuple[jax.Array, jax.Array]:
    w = (segments[1:] == segments[:-1]) & (segments[1:] != 0)
    z = jnp.where(w[:, None], z[:-1], 0.0)
    t = jnp.where(w, tokens[1:], 0)
    z = z - jax.lax.stop_gradient(z.max(axis=-1, keepdims=True))
    nll = jnp.log(jnp.exp(z).sum(axis=-1)) - jax.vmap(lambda row, i: row[i])(z, t)
    return jnp.where(w, nll, 0.0).sum(), w.sum()


def ntp_loss(logits: jax.Array, tokens: jax.Array, segment_ids: jax.Array) -> jax.Array:
    """Sums and counts of all rows, divided once."""
    if not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError("shapes differ")
    sums, counts = jax.vmap(_row)(logits, tokens, segment_ids)
    return sums.sum() / jnp.maximum(counts.sum(), 1)
