"""One image, mapped over the batch."""

from functools import partial

import jax
import jax.numpy as jnp


def _one(x: jax.Array, noise: jax.Array, k: int) -> tuple[jax.Array, jax.Array, jax.Array]:
    order = jnp.argsort(noise)
    ranks = jnp.argsort(order)
    return x[order[:k]], ranks >= k, ranks


def random_masking(
    x: jax.Array, noise: jax.Array, *, num_keep: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Mask one image, mapped over all."""
    if noise.shape != x.shape[:2]:
        raise ValueError("x and noise differ")
    return jax.vmap(partial(_one, k=num_keep))(x, noise)


def restore(x_keep: jax.Array, mask_token: jax.Array, ids_restore: jax.Array) -> jax.Array:
    """Restore one image, mapped over all."""
    missing = ids_restore.shape[1] - x_keep.shape[1]
    tokens = jnp.tile(mask_token, (missing, 1))
    return jax.vmap(lambda kept, ids: jnp.concatenate([kept, tokens])[ids])(x_keep, ids_restore)
