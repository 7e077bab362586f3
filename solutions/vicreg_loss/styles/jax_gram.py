"""The covariance penalty from the N x N Gram matrix: both have the same sum of squares."""

import jax
import jax.numpy as jnp


def vicreg_loss(
    za: jax.Array,
    zb: jax.Array,
    *,
    lam: float = 25.0,
    mu: float = 25.0,
    nu: float = 1.0,
    gamma: float = 1.0,
    eps: float = 1e-4,
) -> dict[str, jax.Array]:
    """VICReg without a D x D matrix: ``||zc^T zc|| = ||zc zc^T||``."""
    n, d = za.shape
    if zb.shape != (n, d) or n < 2:
        raise ValueError("two views alike, with two rows at least")
    var = cov = jnp.zeros((), za.dtype)
    for z in (za, zb):
        zc = z - z.mean(0, keepdims=True)
        variance = jnp.sum(zc**2, axis=0) / (n - 1)
        gram = zc @ zc.T / (n - 1)
        var += jnp.clip(gamma - jnp.sqrt(variance + eps), 0.0).mean() / 2
        cov += (jnp.sum(gram**2) - jnp.sum(variance**2)) / d
    inv = jnp.sum((za - zb) ** 2) / za.size
    return {"total": lam * inv + mu * var + nu * cov, "inv": inv, "var": var, "cov": cov}
