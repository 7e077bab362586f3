"""Einsum; the projection is written with the cosines themselves."""

import jax
import jax.numpy as jnp


def _length(x: jax.Array, eps: float) -> jax.Array:
    return jnp.maximum(jnp.linalg.norm(x, axis=1), eps)


def cosine_similarity(a: jax.Array, b: jax.Array, *, eps: float = 1e-12) -> jax.Array:
    """Dot products over the outer product of the lengths."""
    return jnp.einsum("nd,md,n,m->nm", a, b, 1 / _length(a, eps), 1 / _length(b, eps))


def cosine_similarity_vjp(
    a: jax.Array, b: jax.Array, G: jax.Array, *, eps: float = 1e-12
) -> tuple[jax.Array, jax.Array]:
    """Slopes as ``(G v - (G * S summed) u) / length``."""
    length_a, length_b = _length(a, eps), _length(b, eps)
    u, v = a / length_a[:, None], b / length_b[:, None]
    weighted = G * (u @ v.T)
    da = (G @ v - weighted.sum(axis=1)[:, None] * u) / length_a[:, None]
    db = (G.T @ u - weighted.sum(axis=0)[:, None] * v) / length_b[:, None]
    return da, db
