"""One patch, mapped over patches and images."""

from functools import partial

import jax
import jax.numpy as jnp


def _patch(t: jax.Array, y: jax.Array, gone: jax.Array, norm_pix: bool) -> jax.Array:
    t, y = jnp.where(gone, t, 0.0), jnp.where(gone, y, 0.0)
    if norm_pix:
        t = (t - jnp.mean(t)) / jnp.sqrt(jnp.var(t, ddof=1) + 1e-6)
    return y - t


def mae_loss(
    imgs: jax.Array, pred: jax.Array, mask: jax.Array, *, p: int, norm_pix: bool
) -> tuple[jax.Array, jax.Array]:
    """MAE loss of one patch, mapped over all."""
    B, H, W, C = imgs.shape
    if H % p or W % p or pred.shape != (B, H // p * (W // p), p * p * C):
        raise ValueError("shapes do not fit")
    if norm_pix and p * p * C == 1:
        raise ValueError("a single number has no variance")
    squares = [imgs[:, i : i + p, j : j + p] for i in range(0, H, p) for j in range(0, W, p)]
    t = jnp.stack([s.reshape(B, -1) for s in squares], axis=1)
    gone = mask.astype(bool)
    off = jax.vmap(jax.vmap(partial(_patch, norm_pix=norm_pix)))(t, pred, gone)
    size = jnp.where(gone.any(), gone.sum(), 1) * off.shape[2]
    return jnp.vdot(off, off) / size, off * 2.0 / size
