"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def nt_xent(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:  # type: ignore[return]
    """NT-Xent."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if z1.shape != z2.shape:
        raise ValueError("z1 and z2 must have the same shape")
    dtype = jnp.promote_types(z1.dtype, jnp.float32)
    z1, z2 = z1.astype(dtype), z2.astype(dtype)
    # <hint>
