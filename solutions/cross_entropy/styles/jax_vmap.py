"""One row, mapped over the batch."""

import jax
import jax.numpy as jnp


def _row(z: jax.Array, t: jax.Array, w: jax.Array) -> tuple[jax.Array, jax.Array]:
    z = jnp.where(w > 0, z, 0.0)
    t = jnp.where(w > 0, t, 0)
    z = z - z.max()
    total = jnp.exp(z).sum()
    return jnp.log(total) - z[t], (jnp.exp(z) / total).at[t].add(-1.0)


def cross_entropy(
    logits: jax.Array, targets: jax.Array, weights: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Cross-entropy of one row, mapped over all rows."""
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    nll, slopes = jax.vmap(_row)(logits, targets, weights)
    total = weights.sum()
    share = weights / jnp.where(total == 0, 1.0, total)
    return share @ nll, share[:, None] * slopes
