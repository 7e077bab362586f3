"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def info_nce(q: jax.Array, k: jax.Array, *, tau: float) -> jax.Array:  # type: ignore[return]
    """One-sided InfoNCE."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    dtype = jnp.promote_types(q.dtype, jnp.float32)
    q, k = q.astype(dtype), k.astype(dtype)
    # <hint>
