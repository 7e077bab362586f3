"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def unit(x: jax.Array) -> jax.Array:
    """Rows of length 1, with a slope for a row of zeros."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    return x / jnp.sqrt(jnp.maximum((x * x).sum(axis=1, keepdims=True), 1e-24))


def clip_loss(  # type: ignore[return]
    img: jax.Array, txt: jax.Array, log_scale: float
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """CLIP loss and its slopes."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")
    # <hint>
