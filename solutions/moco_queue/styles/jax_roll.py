"""The queue is rolled to the pointer, written at the front, and rolled back."""

import jax
import jax.numpy as jnp
from jax.scipy.special import logsumexp


def _unit(x: jax.Array) -> jax.Array:
    return x / jnp.sqrt(jnp.maximum(jnp.sum(x * x, axis=-1, keepdims=True), 1e-24))


def _loss(q: jax.Array, v: jax.Array, queue: jax.Array, tau: float) -> jax.Array:
    u = _unit(q)
    positive = jnp.sum(u * v, axis=1) / tau
    negatives = u @ queue.T / tau
    return jnp.mean(jnp.logaddexp(positive, logsumexp(negatives, axis=1)) - positive)


def moco_step(
    q: jax.Array, k: jax.Array, queue: jax.Array, ptr: int, *, tau: float
) -> tuple[jax.Array, jax.Array, jax.Array, int]:
    """One step, differentiated by the machine."""
    if tau <= 0 or q.shape != k.shape or q.shape[1] != queue.shape[1] or len(q) > len(queue):
        raise ValueError("tau or shapes")
    queue = jax.lax.stop_gradient(queue)
    v = jax.lax.stop_gradient(_unit(k))
    loss, dq = jax.value_and_grad(_loss)(q, v, queue, tau)
    rolled = jnp.roll(queue, -ptr, axis=0).at[: len(k)].set(v)
    return loss, dq, jnp.roll(rolled, ptr, axis=0), (ptr + len(k)) % len(queue)
