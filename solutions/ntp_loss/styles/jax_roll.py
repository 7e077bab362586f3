"""All T positions, the last one with weight 0; logsumexp."""

import jax
import jax.numpy as jnp


def ntp_loss(logits: jax.Array, tokens: jax.Array, segment_ids: jax.Array) -> jax.Array:
    """Roll tokens and segments, and give the last column no weight."""
    if logits.shape[:2] != tokens.shape or tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    following = jnp.roll(segment_ids, -1, axis=1).at[:, -1].set(0)
    w = jnp.where((following == segment_ids) & (following != 0), 1.0, 0.0)
    z = jnp.where(w[..., None] > 0, logits, 0.0)
    t = jnp.where(w > 0, jnp.roll(tokens, -1, axis=1), 0)
    b, p = jnp.indices(t.shape)
    nll = jax.scipy.special.logsumexp(z, axis=-1) - z[b, p, t]
    total = w.sum()
    return jnp.where(total > 0, (w * nll).sum() / jnp.where(total > 0, total, 1.0), 0.0)
