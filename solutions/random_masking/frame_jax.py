"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def random_masking(
    x: jax.Array, noise: jax.Array, *, num_keep: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Keep the tokens with the smallest noise."""
    if noise.shape != x.shape[:2]:
        raise ValueError("x and noise differ in B or L")
    # <hint>
    raise NotImplementedError


def restore(x_keep: jax.Array, mask_token: jax.Array, ids_restore: jax.Array) -> jax.Array:
    """Bring the sequence back into its old order."""
    missing = ids_restore.shape[1] - x_keep.shape[1]
    tokens = jnp.tile(mask_token, (len(x_keep), missing, 1))
    full = jnp.concatenate([x_keep, tokens], axis=1)
    return jnp.take_along_axis(full, ids_restore[:, :, None], axis=1)
