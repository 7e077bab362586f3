"""One pair of rows, mapped over all pairs."""

import jax
import jax.numpy as jnp


def _cosine(x: jax.Array, y: jax.Array, eps: float) -> jax.Array:
    length_x = jnp.maximum(jnp.sqrt(jnp.vdot(x, x)), eps)
    length_y = jnp.maximum(jnp.sqrt(jnp.vdot(y, y)), eps)
    return jnp.vdot(x, y) / length_x / length_y


def cosine_similarity(a: jax.Array, b: jax.Array, *, eps: float = 1e-12) -> jax.Array:
    """Cosines by two nested vmaps."""
    if a.shape[1] != b.shape[1]:
        raise ValueError("a and b must have the same width")
    return jax.vmap(lambda x: jax.vmap(lambda y: _cosine(x, y, eps))(b))(a)


def cosine_similarity_vjp(
    a: jax.Array, b: jax.Array, G: jax.Array, *, eps: float = 1e-12
) -> tuple[jax.Array, jax.Array]:
    """Slopes row by row."""

    def slope(x: jax.Array, others: jax.Array, weights: jax.Array) -> jax.Array:
        length = jnp.maximum(jnp.sqrt(jnp.vdot(x, x)), eps)
        u = x / length
        du = weights @ others
        return (du - u * jnp.vdot(u, du)) / length

    def unit(x: jax.Array) -> jax.Array:
        return x / jnp.maximum(jnp.sqrt(jnp.vdot(x, x)), eps)

    u, v = jax.vmap(unit)(a), jax.vmap(unit)(b)
    da = jax.vmap(lambda x, w: slope(x, v, w))(a, G)
    db = jax.vmap(lambda y, w: slope(y, u, w))(b, G.T)
    return da, db
