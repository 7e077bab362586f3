"""JAX: the right loss with a false derivative, one huge number that makes every tolerance infinite.

Stopped by: the gradient check (a tolerance that is not finite accepts nothing).
"""

# backend: jax
# at most: 9

import jax
import jax.numpy as jnp


def loss(q, k, tau):
    u = q / jnp.sqrt(jnp.maximum((q * q).sum(axis=1, keepdims=True), 1e-24))
    v = k / jnp.sqrt(jnp.maximum((k * k).sum(axis=1, keepdims=True), 1e-24))
    s = u @ v.T / tau
    return (jax.scipy.special.logsumexp(s, axis=1) - jnp.diag(s)).mean()


@jax.custom_vjp
def false(q, k, tau):
    return loss(q, k, tau)


def huge(x):
    return jnp.zeros_like(x).at[0, 0].set(1.7e308)


false.defvjp(
    lambda q, k, tau: (loss(q, k, tau), (q, k, tau)),
    lambda kept, slope: (huge(kept[0]), huge(kept[1]), jnp.zeros_like(kept[2])),
)


def info_nce(q, k, *, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    return false(q, k, jnp.asarray(tau, q.dtype))
