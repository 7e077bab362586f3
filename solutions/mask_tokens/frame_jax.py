"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp  # noqa: F401


def mask_tokens(
    ids: jax.Array,
    special: jax.Array,
    u_select: jax.Array,
    u_kind: jax.Array,
    rand_ids: jax.Array,
    *,
    mask_id: int,
    p: float = 0.15,
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Select tokens for prediction and corrupt most of them."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("the arrays differ in shape")
    # <hint>
    raise NotImplementedError
