"""jnp.var with ddof=1 and jnp.cov."""

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
    """VICReg by JAX's own statistics."""
    if za.shape != zb.shape:
        raise ValueError("two views alike")
    if za.shape[0] == 1:
        raise ValueError("two rows at least")
    d = za.shape[1]
    spread = jnp.concatenate([jnp.sqrt(z.var(axis=0, ddof=1) + eps) for z in (za, zb)])
    var = jnp.where(spread < gamma, gamma - spread, 0.0).mean()
    cov = jnp.zeros(())
    for z in (za, zb):
        c = jnp.cov(z, rowvar=False).reshape(d, d)
        cov += ((c**2).sum() - (jnp.diag(c) ** 2).sum()) / d
    inv = ((za - zb) ** 2).mean()
    return {"total": lam * inv + mu * var + nu * cov, "inv": inv, "var": var, "cov": cov}
