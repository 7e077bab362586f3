"""One position, mapped over all of them."""

import jax
import jax.numpy as jnp


def _one(z: jax.Array, target: jax.Array, counts: jax.Array) -> tuple[jax.Array, jax.Array]:
    z = jnp.where(counts, z, 0.0)
    target = jnp.where(counts, target, 0)
    z = z - jax.lax.stop_gradient(z.max())
    total = jnp.exp(z).sum()
    nll = jnp.log(total) - z[target]
    return jnp.where(counts, nll, 0.0), counts * (jnp.exp(z) / total).at[target].add(-1.0)


def ntp_loss_and_grad(
    logits: jax.Array,
    tokens: jax.Array,
    segment_ids: jax.Array,
    *,
    num_items: int | None = None,
) -> tuple[jax.Array, jax.Array]:
    """Map one position over batch and time, and divide once."""
    if not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError("shapes differ")
    counted = (segment_ids[:, 1:] == segment_ids[:, :-1]) & (segment_ids[:, 1:] != 0)
    nll, slope = jax.vmap(jax.vmap(_one))(logits[:, :-1], tokens[:, 1:], counted)
    slope = jnp.concatenate([slope, jnp.zeros_like(logits[:, :1])], axis=1)
    n = jnp.maximum(counted.sum(), 1) if num_items is None else max(num_items, 1)
    off = 0.0 if num_items == 0 else 1.0
    return off * nll.sum() / n, off * slope / n
