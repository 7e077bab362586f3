"""The log-sum-exp first, with the maximum added back."""

import jax
import jax.numpy as jnp


def log_softmax(x: jax.Array, *, axis: int = -1) -> jax.Array:
    """Subtract a stable log-sum-exp from the raw logits."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    m = jnp.max(x, axis=axis, keepdims=True)
    lse = m + jnp.log(jnp.sum(jnp.exp(x - m), axis=axis, keepdims=True))
    return x - lse
