"""Weights that sum to 1, and the statistics by sums."""

import jax
import jax.numpy as jnp


def mae_loss(
    imgs: jax.Array, pred: jax.Array, mask: jax.Array, *, p: int, norm_pix: bool
) -> tuple[jax.Array, jax.Array]:
    """MAE loss as a weighted sum over all patches."""
    B, H, W, C = imgs.shape
    if H % p or W % p:
        raise ValueError("p must divide H and W")
    t = jnp.swapaxes(imgs.reshape(B, H // p, p, W // p, p, C), 2, 3).reshape(B, -1, p * p * C)
    if pred.shape != t.shape:
        raise ValueError("pred does not fit")
    P = t.shape[2]
    dtype = jnp.promote_types(pred.dtype, jnp.float32)
    w = (mask != 0).astype(dtype)
    gone = (w > 0)[:, :, None]
    t, y = jnp.where(gone, t, 0.5).astype(dtype), jnp.where(gone, pred, 0.5).astype(dtype)
    if norm_pix:
        if P == 1:
            raise ValueError("a single number has no variance")
        t = t - t.sum(-1, keepdims=True) / P
        t = t * jax.lax.rsqrt((t * t).sum(-1, keepdims=True) / (P - 1) + 1e-6)
    w = w / jnp.maximum(w.sum(), 1.0)
    d = y - t
    loss = jnp.sum(w * jnp.mean(d * d, axis=2))
    return loss, w[:, :, None] * d * (2 / P)
