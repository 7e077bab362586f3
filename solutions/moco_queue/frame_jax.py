"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def unit(x: jax.Array) -> jax.Array:
    """Rows of length 1, with a finite slope for a row of zeros, from an earlier exercise."""
    return x / jnp.sqrt(jnp.maximum((x * x).sum(axis=1, keepdims=True), 1e-24))


def moco_step(
    q: jax.Array, k: jax.Array, queue: jax.Array, ptr: int, *, tau: float
) -> tuple[jax.Array, jax.Array, jax.Array, int]:
    """One step with a queue of negatives."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if q.shape != k.shape or q.shape[1] != queue.shape[1] or len(q) > len(queue):
        raise ValueError("shapes do not fit")
    dtype = jnp.promote_types(q.dtype, jnp.float32)
    q, k, queue = q.astype(dtype), k.astype(dtype), queue.astype(dtype)
    # <hint>
    raise NotImplementedError
