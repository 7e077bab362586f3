"""Reference solution of info_nce in JAX."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array) -> jax.Array:
    """Divide every row by ``max(norm, 1e-12)``, with a finite gradient for a row of zeros."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    square = (x * x).sum(axis=-1, keepdims=True)
    # The slope of sqrt at 0 is infinite, and inf * 0 is NaN: keep 0 away from sqrt altogether.
    positive = square > 0
    norm = jnp.where(positive, jnp.sqrt(jnp.where(positive, square, 1.0)), 0.0)
    return x / jnp.maximum(norm, 1e-12)


def info_nce(q: jax.Array, k: jax.Array, *, tau: float) -> jax.Array:
    """One-sided InfoNCE: ``mean_i( lse_j s_ij - s_ii )`` with ``s = cos(q, k) / tau``.

    See van den Oord, Li and Vinyals, arXiv 1807.03748, section 2.3.
    """
    q, k = jnp.asarray(q), jnp.asarray(k)
    if tau <= 0:
        raise ValueError(f"tau must be positive, got {tau}")
    if q.ndim != 2 or q.shape != k.shape:
        raise ValueError(f"q and k must be float[N, D] alike, got {q.shape} and {k.shape}")

    # N questions with N candidate answers each: row i asks, column i is right.
    s = (_unit(q) @ _unit(k).T) / tau

    # Any constant per row gives the same answer, so no gradient needs to flow through it.
    m = jax.lax.stop_gradient(s.max(axis=1, keepdims=True))
    lse = m[:, 0] + jnp.log(jnp.exp(s - m).sum(axis=1))
    return jnp.mean(lse - jnp.diagonal(s))
