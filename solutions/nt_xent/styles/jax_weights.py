"""The row itself is left out by a weight of 0 in the log-sum-exp."""

import jax
import jax.numpy as jnp


def nt_xent(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent with a weighted log-sum-exp of the differences to the partner."""
    if tau <= 0:
        raise ValueError(f"temperature {tau}")
    if z1.shape != z2.shape:
        raise ValueError(f"{z1.shape} against {z2.shape}")
    m = 2 * z1.shape[0]
    z = jnp.vstack([z1, z2])
    z = z / jnp.sqrt(jnp.maximum(jnp.square(z).sum(axis=1, keepdims=True), 1e-24))
    partner = jnp.concatenate([z[m // 2 :], z[: m // 2]])
    positive = (z * partner).sum(axis=1) / tau
    others = 1.0 - jnp.eye(m)
    margin = z @ z.T / tau - positive[:, None]
    # The row's own margin would be the largest: it must not set the shift either.
    shift = jax.lax.stop_gradient(jnp.where(others > 0, margin, -jnp.inf).max(axis=1))
    exponent = jnp.where(others > 0, margin - shift[:, None], 0.0)
    return jnp.mean(shift + jnp.log((others * jnp.exp(exponent)).sum(axis=1)))
