"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp  # noqa: F401


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
    """VICReg terms and their weighted sum."""
    n = len(za)
    if za.shape != zb.shape or n < 2:
        raise ValueError("two views alike, with two rows at least")
    # <hint>
    raise NotImplementedError
