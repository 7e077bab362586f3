"""The cap on the scale in place of the parameter."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array) -> jax.Array:
    return x / jnp.sqrt(jnp.maximum(jnp.sum(x * x, axis=-1, keepdims=True), 1e-24))


def clip_loss(
    img: jax.Array, txt: jax.Array, log_scale: float
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """CLIP loss with min(exp(log_scale), 100), slopes by three calls of jax.grad."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")

    def loss_of(img: jax.Array, txt: jax.Array, log_scale: jax.Array) -> jax.Array:
        s = jnp.minimum(jnp.exp(log_scale), 100.0) * jnp.einsum("id,jd->ij", _unit(img), _unit(txt))
        lse = jax.nn.logsumexp(s, axis=1) + jax.nn.logsumexp(s, axis=0)
        return jnp.mean(lse / 2 - jnp.diag(s))

    x = (img, txt, jnp.asarray(log_scale, dtype=img.dtype))
    return (
        loss_of(*x),
        jax.grad(loss_of, argnums=0)(*x),
        jax.grad(loss_of, argnums=1)(*x),
        jax.grad(loss_of, argnums=2)(*x),
    )
