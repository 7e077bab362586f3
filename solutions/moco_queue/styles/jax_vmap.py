"""One query, mapped over the batch."""

import jax
import jax.numpy as jnp


def _one(q: jax.Array, v: jax.Array, queue: jax.Array, tau: float) -> jax.Array:
    u = q / jnp.sqrt(jnp.maximum(q @ q, 1e-24))
    s = jnp.concatenate([(u @ v)[None], queue @ u]) / tau
    return -jax.nn.log_softmax(s)[0]


def moco_step(
    q: jax.Array, k: jax.Array, queue: jax.Array, ptr: int, *, tau: float
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """Loss and gradient of one query, mapped over all queries."""
    if tau <= 0:
        raise ValueError("tau")
    n, size = q.shape[0], queue.shape[0]
    if k.shape != q.shape or queue.shape[1] != q.shape[1] or n > size:
        raise ValueError("shapes")
    v = jax.vmap(lambda row: row / jnp.sqrt(jnp.maximum(row @ row, 1e-24)))(k)
    v, queue = jax.lax.stop_gradient((v, queue))
    each = jax.vmap(jax.value_and_grad(_one), in_axes=(0, 0, None, None))
    losses, slopes = each(q, v, queue, tau)
    age = (jnp.arange(size) - ptr) % size
    new_queue = jnp.where((age < n)[:, None], v[jnp.minimum(age, n - 1)], queue)
    return losses.mean(), slopes / n, new_queue, jnp.asarray((ptr + n) % size)
