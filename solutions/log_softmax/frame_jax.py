"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def log_softmax(x: jax.Array, *, axis: int = -1) -> jax.Array:
    """Log-softmax along ``axis``."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    # <hint>
    raise NotImplementedError
