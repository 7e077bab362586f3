"""Reference solution of random_masking in JAX."""

import jax
import jax.numpy as jnp


def random_masking(
    x: jax.Array, noise: jax.Array, *, num_keep: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Keep the tokens with the smallest noise; mask is True where a token was removed.

    See He et al., Masked Autoencoders Are Scalable Vision Learners, CVPR 2022, section 3.
    """
    if x.ndim != 3 or noise.shape != x.shape[:2]:
        raise ValueError(f"expected x [B, L, D] and noise [B, L], got {x.shape} and {noise.shape}")

    # Sorting random numbers shuffles their positions. Stable: of equal noise the earlier is first.
    ids_shuffle = jnp.argsort(noise, axis=1, stable=True)

    # ids_shuffle[r] = j says that token j came to place r. Its argsort is the inverse permutation,
    # ids_restore[j] = r, because sorting a permutation brings every j to place j.
    ids_restore = jnp.argsort(ids_shuffle, axis=1)

    # num_keep is a Python int, so this slice has a static shape. x[~mask] would not.
    x_keep = jnp.take_along_axis(x, ids_shuffle[:, :num_keep, None], axis=1)

    # The place of a token is all that decides about it.
    mask = ids_restore >= num_keep
    return x_keep, mask, ids_restore


def restore(x_keep: jax.Array, mask_token: jax.Array, ids_restore: jax.Array) -> jax.Array:
    """Fill up with mask tokens, then look up for every position what stands at its place."""
    B, num_keep, D = x_keep.shape
    L = ids_restore.shape[1]
    if mask_token.shape != (D,) or len(ids_restore) != B:
        raise ValueError(
            f"x_keep {x_keep.shape}, mask_token {mask_token.shape} and ids_restore "
            f"{ids_restore.shape} do not fit together"
        )

    # In the shuffled order: first what was kept, then a mask token for all that was not.
    full = jnp.concatenate([x_keep, jnp.broadcast_to(mask_token, (B, L - num_keep, D))], axis=1)
    return jnp.take_along_axis(full, ids_restore[:, :, None], axis=1)
