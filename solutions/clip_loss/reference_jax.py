"""Reference solution of clip_loss in JAX."""

import math

import jax
import jax.numpy as jnp

CAP = math.log(100.0)


def _unit(x: jax.Array) -> jax.Array:
    """Divide every row by ``max(norm, 1e-12)``, with a finite gradient for a row of zeros."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    square = (x * x).sum(axis=-1, keepdims=True)
    # The slope of sqrt at 0 is infinite, and inf * 0 is NaN: keep 0 away from sqrt altogether.
    positive = square > 0
    norm = jnp.where(positive, jnp.sqrt(jnp.where(positive, square, 1.0)), 0.0)
    return x / jnp.maximum(norm, 1e-12)


def _mean_surprise(s: jax.Array) -> jax.Array:
    """Cross-entropy of every row with label i on row i."""
    m = jax.lax.stop_gradient(s.max(axis=1, keepdims=True))
    lse = m[:, 0] + jnp.log(jnp.exp(s - m).sum(axis=1))
    return jnp.mean(lse - jnp.diagonal(s))


def _loss(img: jax.Array, txt: jax.Array, log_scale: jax.Array) -> jax.Array:
    # The parameter is a logarithm. The cap comes before exp; its slope above the cap is 0.
    scale = jnp.exp(jnp.minimum(log_scale, CAP))
    s = scale * (_unit(img) @ _unit(txt).T)
    return (_mean_surprise(s) + _mean_surprise(s.T)) / 2


def clip_loss(
    img: jax.Array, txt: jax.Array, log_scale: float
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """CLIP loss and its slopes: the mean of two one-sided InfoNCE at tau = 1/scale.

    See Radford et al., CLIP, ICML 2021, figure 3; the cap at 100 is in section 2.5.
    """
    img, txt = jnp.asarray(img), jnp.asarray(txt)
    if img.ndim != 2 or img.shape != txt.shape:
        raise ValueError(f"img and txt must be float[N, D] alike, got {img.shape} and {txt.shape}")
    parameter = jnp.asarray(log_scale, dtype=jnp.promote_types(img.dtype, jnp.float32))
    loss, slopes = jax.value_and_grad(_loss, argnums=(0, 1, 2))(img, txt, parameter)
    dimg, dtxt, dlog_scale = slopes
    return loss, dimg, dtxt, dlog_scale
