"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def lengths(x: jax.Array) -> jax.Array:
    """Norms of the rows, at least 1e-12, with a finite gradient for a row of zeros."""
    return jnp.sqrt(jnp.maximum((x * x).sum(axis=1, keepdims=True), 1e-24))


def info_nce_chunked(
    q: jax.Array, k: jax.Array, *, tau: float, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """InfoNCE and its slopes, a chunk of queries at a time."""
    if tau <= 0 or chunk < 1:
        raise ValueError("tau must be positive and chunk at least 1")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")
    dtype = jnp.promote_types(q.dtype, jnp.float32)
    q, k = q.astype(dtype), k.astype(dtype)
    # <hint>
    raise NotImplementedError
