"""Reference solution of nt_xent in JAX."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array) -> jax.Array:
    """Divide every row by ``max(norm, 1e-12)``, with a finite gradient for a row of zeros."""
    square = (x * x).sum(axis=-1, keepdims=True)
    # The slope of sqrt at 0 is infinite, and inf * 0 is NaN: keep 0 away from sqrt altogether.
    positive = square > 0
    norm = jnp.where(positive, jnp.sqrt(jnp.where(positive, square, 1.0)), 0.0)
    return x / jnp.maximum(norm, 1e-12)


def nt_xent(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent over one pool of 2N views: the mean of ``lse_{k != i} s_ik - s_{i, partner}``.

    See Chen, Kornblith, Norouzi and Hinton, SimCLR, ICML 2020, section 2.1.
    """
    z1, z2 = jnp.asarray(z1), jnp.asarray(z2)
    if tau <= 0:
        raise ValueError(f"tau must be positive, got {tau}")
    if z1.ndim != 2 or z1.shape != z2.shape:
        raise ValueError(f"z1 and z2 must be float[N, D] alike, got {z1.shape} and {z2.shape}")
    n = z1.shape[0]

    # One pool: rows 0..N-1 are the first views, rows N..2N-1 the second ones.
    z = jnp.concatenate([z1, z2])
    u = _unit(z.astype(jnp.promote_types(z.dtype, jnp.float32)))
    s = (u @ u.T) / tau

    # A row is no candidate of itself. exp(-inf) is exactly 0: no trace, at any temperature.
    s = jnp.where(jnp.eye(2 * n, dtype=bool), -jnp.inf, s)

    # The partner stays among the candidates. It stands N rows further, around the corner.
    anchor = jnp.arange(2 * n)
    partner = (anchor + n) % (2 * n)
    # Any constant per row gives the same answer, so no gradient needs to flow through it.
    m = jax.lax.stop_gradient(s.max(axis=1, keepdims=True))
    lse = m[:, 0] + jnp.log(jnp.exp(s - m).sum(axis=1))
    return jnp.mean(lse - s[anchor, partner])
