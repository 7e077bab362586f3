"""Three N x N blocks in place of one 2N x 2N matrix."""

import jax
import jax.numpy as jnp
from jax.scipy.special import logsumexp


def _unit(x: jax.Array) -> jax.Array:
    square = jnp.einsum("nd,nd->n", x, x)[:, None]
    return x / jnp.sqrt(jnp.where(square > 1e-24, square, 1e-24))


def nt_xent(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent, half by half."""
    if tau <= 0 or z1.shape != z2.shape:
        raise ValueError("tau must be positive, and z1 and z2 of one shape")
    u, v = _unit(z1), _unit(z2)
    itself = jnp.eye(len(z1), dtype=bool)
    across = u @ v.T / tau

    def half(own: jax.Array, across: jax.Array) -> jax.Array:
        within = jnp.where(itself, -jnp.inf, own @ own.T / tau)
        lse = logsumexp(jnp.concatenate([within, across], axis=1), axis=1)
        return jnp.subtract(lse, jnp.diagonal(across))

    return jnp.mean(jnp.concatenate([half(u, across), half(v, across.T)]))
