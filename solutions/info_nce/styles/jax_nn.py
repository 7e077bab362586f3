"""With the functions of jax.nn, which are allowed in this family."""

import jax
import jax.numpy as jnp


def info_nce(q: jax.Array, k: jax.Array, *, tau: float) -> jax.Array:
    """InfoNCE by jax.nn.log_softmax and one-hot labels."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k must have the same shape")

    def normalise(x: jax.Array) -> jax.Array:
        square = (x * x).sum(axis=-1, keepdims=True)
        return x * jax.lax.rsqrt(jnp.maximum(square, 1e-24))

    logits = normalise(q) @ normalise(k).T / tau
    labels = jax.nn.one_hot(jnp.arange(q.shape[0]), q.shape[0])
    return -(labels * jax.nn.log_softmax(logits, axis=-1)).sum(axis=-1).mean()
