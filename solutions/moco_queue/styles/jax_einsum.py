"""A gradient by hand with einsum; two slices for the queue."""

import jax
import jax.numpy as jnp


def moco_step(
    q: jax.Array, k: jax.Array, queue: jax.Array, ptr: int, *, tau: float
) -> tuple[jax.Array, jax.Array, jax.Array, int]:
    """One step with lengths that divide the products."""
    if tau <= 0 or q.shape != k.shape or q.shape[1] != queue.shape[1] or len(q) > len(queue):
        raise ValueError("tau or shapes")
    n, size = len(q), len(queue)
    k, queue = jax.lax.stop_gradient((k, queue))
    length = jnp.sqrt(jnp.maximum(jnp.einsum("id,id->i", q, q), 1e-24))[:, None]
    u, v = q / length, k / jnp.sqrt(jnp.maximum(jnp.einsum("id,id->i", k, k), 1e-24))[:, None]
    positive = jnp.einsum("id,id->i", u, v) / tau
    negative = jnp.einsum("id,jd->ij", u, queue) / tau
    top = jax.lax.stop_gradient(jnp.maximum(positive, negative.max(axis=1)))
    total = jnp.exp(positive - top) + jnp.exp(negative - top[:, None]).sum(axis=1)
    loss = jnp.mean(top + jnp.log(total) - positive)
    p = jnp.exp(negative - top[:, None]) / total[:, None]
    du = (p @ queue - p.sum(axis=1, keepdims=True) * v) / (n * tau)
    dq = (du - u * jnp.einsum("id,id->i", u, du)[:, None]) / length
    room = min(n, size - ptr)
    new_queue = queue.at[ptr : ptr + room].set(v[:room])
    if room < n:
        new_queue = new_queue.at[: n - room].set(v[room:])
    return loss, dq, new_queue, (ptr + n) % size
