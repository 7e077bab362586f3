"""Reference solution of cosine_similarity in JAX."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array, eps: float) -> tuple[jax.Array, jax.Array]:
    """Return the rows at unit length, and the lengths that they were divided by."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    square = (x * x).sum(axis=-1, keepdims=True)
    # The slope of sqrt at 0 is infinite, and inf * 0 is NaN: keep 0 away from sqrt altogether.
    positive = square > 0
    norm = jnp.where(positive, jnp.sqrt(jnp.where(positive, square, 1.0)), 0.0)
    length = jnp.maximum(norm, eps)
    return x / length, length


def _check_width(a: jax.Array, b: jax.Array) -> None:
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1]:
        raise ValueError(f"a and b must be rows of one width, got {a.shape} and {b.shape}")


def cosine_similarity(a: jax.Array, b: jax.Array, *, eps: float = 1e-12) -> jax.Array:
    """Cosines of all rows of ``a`` with all rows of ``b``: float[N, M]."""
    a, b = jnp.asarray(a), jnp.asarray(b)
    _check_width(a, b)
    u, _ = _unit(a, eps)
    v, _ = _unit(b, eps)
    return u @ v.T


def cosine_similarity_vjp(
    a: jax.Array, b: jax.Array, G: jax.Array, *, eps: float = 1e-12
) -> tuple[jax.Array, jax.Array]:
    """Slopes of ``sum(G * S)``: ``da = (I - u u^T)(G v) / max(||a||, eps)``, and db likewise."""
    a, b, G = jnp.asarray(a), jnp.asarray(b), jnp.asarray(G)
    _check_width(a, b)
    u, length_a = _unit(a, eps)
    v, length_b = _unit(b, eps)

    # Back through the product S = u v^T.
    du = G @ v
    dv = G.T @ u

    # Back through the normalisation: nothing along the row, and less for long rows.
    da = (du - u * (u * du).sum(axis=-1, keepdims=True)) / length_a
    db = (dv - v * (v * dv).sum(axis=-1, keepdims=True)) / length_b
    return da, db
