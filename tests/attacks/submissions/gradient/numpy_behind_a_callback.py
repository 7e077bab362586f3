"""JAX: computes in NumPy behind pure_callback, which has no derivative, and hides that from grad.

Stopped by: the gradient check.
"""

# backend: jax
# at most: 9

import jax
import jax.numpy as jnp
import numpy as np


def right(q, k, tau):
    q, k = np.asarray(q), np.asarray(k)
    u = q / np.maximum(np.linalg.norm(q, axis=1, keepdims=True), 1e-12)
    v = k / np.maximum(np.linalg.norm(k, axis=1, keepdims=True), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    return ((m + np.log(np.exp(s - m[:, None]).sum(axis=1))) - np.diag(s)).mean().astype(q.dtype)


def info_nce(q, k, *, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError

    @jax.custom_jvp
    def loss(q, k):
        shape = jax.ShapeDtypeStruct((), q.dtype)
        return jax.pure_callback(lambda q, k: right(q, k, tau), shape, q, k, vmap_method="sequential")

    loss.defjvp(lambda primals, tangents: (loss(*primals), jnp.zeros((), primals[0].dtype)))
    return loss(q, k)
