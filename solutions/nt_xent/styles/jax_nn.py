"""With the functions of jax.nn, which are allowed in this family."""

import jax
import jax.numpy as jnp


def nt_xent(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent by jax.nn.log_softmax over a masked matrix."""
    if tau <= 0:
        raise ValueError("tau must be positive")
    if z1.shape != z2.shape:
        raise ValueError("z1 and z2 must have the same shape")
    n = z1.shape[0]
    z = jnp.concatenate([z1, z2])
    z = z * jax.lax.rsqrt(jnp.maximum((z * z).sum(axis=1, keepdims=True), 1e-24))
    logits = jnp.fill_diagonal(z @ z.T / tau, -jnp.inf, inplace=False)
    log_p = jax.nn.log_softmax(logits, axis=1)
    partner = jnp.roll(jnp.arange(2 * n), -n)
    return -jnp.take_along_axis(log_p, partner[:, None], axis=1).mean()
