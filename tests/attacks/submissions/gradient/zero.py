"""JAX: the right loss, behind stop_gradient, so that its gradient is zero.

Stopped by: the gradient check (finite differences of the reference).
"""

# backend: jax
# at most: 9

import jax
import jax.numpy as jnp


def info_nce(q, k, *, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    q, k = jax.lax.stop_gradient((q, k))
    u = q / jnp.sqrt(jnp.maximum((q * q).sum(axis=1, keepdims=True), 1e-24))
    v = k / jnp.sqrt(jnp.maximum((k * k).sum(axis=1, keepdims=True), 1e-24))
    s = u @ v.T / tau
    return (jax.scipy.special.logsumexp(s, axis=1) - jnp.diag(s)).mean()
