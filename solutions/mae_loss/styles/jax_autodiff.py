"""The gradient by jax.value_and_grad."""

from functools import partial

import jax
import jax.numpy as jnp


def _patchify(imgs: jax.Array, p: int) -> jax.Array:
    n, H, W, c = imgs.shape
    x = jnp.einsum("nhpwqc->nhwpqc", imgs.reshape(n, H // p, p, W // p, p, c))
    return x.reshape(n, -1, p * p * c)


def _loss(pred: jax.Array, t: jax.Array, mask: jax.Array) -> jax.Array:
    keep = mask[..., None]
    d = jnp.where(keep, pred, 0) - jnp.where(keep, t, 0)
    return jnp.sum(jnp.mean(d * d, axis=-1)) / jnp.maximum(jnp.sum(mask), 1)


def mae_loss(
    imgs: jax.Array, pred: jax.Array, mask: jax.Array, *, p: int, norm_pix: bool
) -> tuple[jax.Array, jax.Array]:
    """MAE loss, differentiated by the machine."""
    if imgs.shape[1] % p or imgs.shape[2] % p:
        raise ValueError("p must divide H and W")
    t = _patchify(imgs, p)
    if t.shape != pred.shape or mask.shape != t.shape[:2]:
        raise ValueError("pred or mask do not fit")
    if norm_pix:
        if t.shape[-1] == 1:
            raise ValueError("a single number has no variance")
        t = t - t.mean(-1, keepdims=True)
        t = jax.lax.stop_gradient(t / jnp.sqrt(t.var(-1, ddof=1, keepdims=True) + 1e-6))
    return jax.value_and_grad(partial(_loss, t=t, mask=mask != 0))(pred)
