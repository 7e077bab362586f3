"""One view, mapped over two."""

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
    """VICReg of one view, mapped over both."""
    if za.shape != zb.shape or za.shape[0] < 2:
        raise ValueError("two views alike, with two rows at least")
    n, d = za.shape

    def one(z: jax.Array) -> tuple[jax.Array, jax.Array]:
        z = z - jnp.mean(z, axis=0)
        c = jnp.einsum("ni,nj->ij", z, z) / (n - 1)
        spread = jnp.sqrt(jnp.diag(c) + eps)
        return jax.nn.relu(gamma - spread).mean(), jnp.sum((c * (1 - jnp.eye(d))) ** 2) / d

    var, cov = jax.vmap(one)(jnp.stack([za, zb]))
    inv = jnp.mean(jnp.square(za - zb))
    total = lam * inv + mu * var.mean() + nu * cov.sum()
    return {"total": total, "inv": inv, "var": var.mean(), "cov": cov.sum()}
