"""Dot products by einsum; the positives are computed apart from the matrix."""

import jax
import jax.numpy as jnp


def info_nce(q: jax.Array, k: jax.Array, *, tau: float) -> jax.Array:
    """InfoNCE with lengths that divide the dot products."""
    if tau <= 0:
        raise ValueError(f"temperature {tau}")
    if q.shape != k.shape:
        raise ValueError(f"{q.shape} against {k.shape}")
    q = q.astype(jnp.promote_types(q.dtype, jnp.float32))
    k = k.astype(jnp.promote_types(k.dtype, jnp.float32))
    length_q = jnp.sqrt(jnp.maximum(jnp.einsum("id,id->i", q, q), 1e-24))
    length_k = jnp.sqrt(jnp.maximum(jnp.einsum("jd,jd->j", k, k), 1e-24))
    s = jnp.einsum("id,jd,i,j->ij", q, k, 1.0 / length_q, 1.0 / length_k) / tau
    positive = jnp.einsum("id,id->i", q, k) / (length_q * length_k) / tau
    return jnp.mean(jax.scipy.special.logsumexp(s, axis=1) - positive)
