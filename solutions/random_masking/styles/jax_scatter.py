"""The inverse permutation by a scatter."""

import jax
import jax.numpy as jnp


def random_masking(
    x: jax.Array, noise: jax.Array, *, num_keep: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Scatter ranks and a mask into place."""
    if noise.shape != x.shape[:2]:
        raise ValueError("x and noise differ")
    rows = jnp.arange(x.shape[0])[:, None]
    order = jnp.argsort(noise, axis=-1)
    ranks = jnp.zeros_like(order).at[rows, order].set(jnp.arange(order.shape[1]))
    mask = jnp.ones(noise.shape).at[rows, order[:, :num_keep]].set(0.0)
    return x[rows, order[:, :num_keep]], mask, ranks


def restore(x_keep: jax.Array, mask_token: jax.Array, ids_restore: jax.Array) -> jax.Array:
    """Scatter the full sequence by the argsort of ids_restore."""
    B, k, D = x_keep.shape
    L = ids_restore.shape[1]
    full = jnp.concatenate([x_keep, jnp.broadcast_to(mask_token[None, None], (B, L - k, D))], 1)
    order = jnp.argsort(ids_restore, axis=1)
    return jnp.zeros_like(full).at[jnp.arange(B)[:, None], order].set(full)
