"""The slopes derived by hand, no autodiff."""

import jax
import jax.numpy as jnp


def clip_loss(
    img: jax.Array, txt: jax.Array, log_scale: float
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """CLIP loss and slopes, written out."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")
    n = img.shape[0]
    cap = jnp.log(100.0)
    scale = jnp.exp(jnp.where(log_scale > cap, cap, log_scale))
    length_img = jnp.maximum(jnp.sqrt((img * img).sum(axis=1, keepdims=True)), 1e-12)
    length_txt = jnp.maximum(jnp.sqrt((txt * txt).sum(axis=1, keepdims=True)), 1e-12)
    u, v = img / length_img, txt / length_txt
    s = scale * u @ v.T
    log_rows, log_cols = jax.nn.log_softmax(s, axis=1), jax.nn.log_softmax(s, axis=0)
    loss = -(jnp.trace(log_rows) + jnp.trace(log_cols)) / (2 * n)
    ds = ((jnp.exp(log_rows) + jnp.exp(log_cols)) / 2 - jnp.eye(n)) / n
    du, dv = scale * ds @ v, scale * ds.T @ u
    dimg = (du - u * (u * du).sum(axis=1, keepdims=True)) / length_img
    dtxt = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / length_txt
    return loss, dimg, dtxt, jnp.where(log_scale > cap, 0.0, (ds * s).sum())
