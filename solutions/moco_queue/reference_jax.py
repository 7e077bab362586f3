"""Reference solution of moco_queue in JAX."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Return the rows at unit length, and the lengths that they were divided by."""
    square = (x * x).sum(axis=1, keepdims=True)
    # The slope of sqrt at 0 is infinite, and inf * 0 is NaN: keep 0 away from sqrt altogether.
    positive = square > 0
    norm = jnp.where(positive, jnp.sqrt(jnp.where(positive, square, 1.0)), 0.0)
    length = jnp.maximum(norm, 1e-12)
    return x / length, length


def moco_step(
    q: jax.Array, k: jax.Array, queue: jax.Array, ptr: int, *, tau: float
) -> tuple[jax.Array, jax.Array, jax.Array, int]:
    """InfoNCE against a queue of old keys, its gradient in the queries, and the next queue.

    See He, Fan, Wu, Xie and Girshick, Momentum Contrast for Unsupervised Visual Representation
    Learning, CVPR 2020, section 3.2.
    """
    if tau <= 0:
        raise ValueError(f"tau must be positive, got {tau}")
    if q.ndim != 2 or q.shape != k.shape or queue.ndim != 2 or queue.shape[1] != q.shape[1]:
        raise ValueError(f"expected [N, D] twice and [K, D], got {q.shape} {k.shape} {queue.shape}")
    N, K = len(q), len(queue)
    if N > K:
        raise ValueError(f"{N} keys do not fit into a queue of {K}")
    dtype = jnp.promote_types(q.dtype, jnp.float32)

    # Keys and queue are labels: nothing flows into them.
    u, length = _unit(q.astype(dtype))
    v, _ = _unit(jax.lax.stop_gradient(k.astype(dtype)))
    old = jax.lax.stop_gradient(queue.astype(dtype))

    # Candidate 0 is the query's own key, candidates 1 to K are the queue as it came in.
    positive = (u * v).sum(axis=1, keepdims=True)
    log_p = jax.nn.log_softmax(jnp.concatenate([positive, u @ old.T], axis=1) / tau, axis=1)
    loss = -log_p[:, 0].mean()

    # Softmax minus one-hot, then back through the products and through the normalisation of q.
    g = jnp.exp(log_p).at[:, 0].add(-1.0) / (N * tau)
    du = g[:, :1] * v + g[:, 1:] @ old
    dq = (du - u * (u * du).sum(axis=1, keepdims=True)) / length

    # Only now do the keys enter: before the loss, every right answer would be a wrong one too.
    # ptr is a Python int, so the rows are known when the function is traced.
    new_queue = old.at[(ptr + jnp.arange(N)) % K].set(v)
    return loss, dq, new_queue, (ptr + N) % K
