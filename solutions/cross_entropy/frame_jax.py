"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def log_softmax(x: jax.Array) -> jax.Array:
    """Log-softmax along the last axis, from the exercise before."""
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - jnp.log(jnp.exp(shifted).sum(axis=-1, keepdims=True))


def cross_entropy(
    logits: jax.Array, targets: jax.Array, weights: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Weighted mean cross-entropy and its gradient."""
    if not len(logits) == len(targets) == len(weights):
        raise ValueError("logits, targets and weights differ in N")
    # <hint>
    raise NotImplementedError
