"""top_k for the keepers, where for the mask tokens."""

import jax
import jax.numpy as jnp


def random_masking(
    x: jax.Array, noise: jax.Array, *, num_keep: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Let top_k of the negated noise find the order: of equal values it takes the earlier first."""
    if noise.shape != x.shape[:2]:
        raise ValueError("x and noise differ")
    _, order = jax.lax.top_k(-noise, noise.shape[1])
    ids_restore = jnp.argsort(order, axis=1).astype(jnp.int32)
    x_keep = jnp.take_along_axis(x, order[..., :num_keep, None], axis=1)
    return x_keep, jnp.where(ids_restore < num_keep, 0, 1), ids_restore


def restore(x_keep: jax.Array, mask_token: jax.Array, ids_restore: jax.Array) -> jax.Array:
    """Choose between a kept token and the mask token."""
    if x_keep.shape[2:] != mask_token.shape:
        raise ValueError("the mask token has another width")
    k = x_keep.shape[1]
    padded = jnp.pad(x_keep, ((0, 0), (0, 1), (0, 0)))  # so that there is always one to look up
    found = jnp.take_along_axis(padded, jnp.minimum(ids_restore, k)[..., None], axis=1)
    return jnp.where((ids_restore < k)[..., None], found, mask_token)
