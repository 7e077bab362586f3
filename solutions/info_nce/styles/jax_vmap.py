"""One query, mapped over all of them."""

import jax
import jax.numpy as jnp


def _question(query: jax.Array, right: jax.Array, keys: jax.Array, tau: float) -> jax.Array:
    margins = (keys - right) @ query / tau  # s_ij - s_ii of this query
    return jax.nn.logsumexp(margins)


def _unit(row: jax.Array) -> jax.Array:
    square = jnp.vdot(row, row)
    safe = jnp.where(square > 0, square, 1.0)
    return jnp.where(square > 0, row / jnp.maximum(jnp.sqrt(safe), 1e-12), row)


def info_nce(q: jax.Array, k: jax.Array, *, tau: float) -> jax.Array:
    """InfoNCE as the mean of log sum exp of the margins."""
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive, and q and k of one shape")
    queries, keys = jax.vmap(_unit)(q), jax.vmap(_unit)(k)
    losses = jax.vmap(lambda query, right: _question(query, right, keys, tau))(queries, keys)
    return jnp.mean(losses)
