"""JAX: the right answer, and a print.

Stopped by: nothing.
"""

# expect: passed

# backend: jax

import jax.numpy as jnp


def info_nce(q, k, *, tau):
    print("tracing", q)
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive and the shapes equal")
    u = q / jnp.sqrt(jnp.maximum((q * q).sum(axis=1, keepdims=True), 1e-24))
    v = k / jnp.sqrt(jnp.maximum((k * k).sum(axis=1, keepdims=True), 1e-24))
    s = u @ v.T / tau
    m = s.max(axis=1)
    lse = m + jnp.log(jnp.exp(s - m[:, None]).sum(axis=1))
    return (lse - jnp.diagonal(s)).mean()
