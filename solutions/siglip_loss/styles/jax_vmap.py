"""One image against all texts, mapped over the images."""

import jax
import jax.numpy as jnp


def _row(u: jax.Array, label: jax.Array, v: jax.Array, s: jax.Array, b: jax.Array) -> jax.Array:
    return jax.nn.softplus(-label * (s * (v @ u) + b)).sum()


def _loss(img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array) -> jax.Array:
    n = img.shape[0]
    sizes = [jnp.maximum(jnp.sum(x**2, -1, keepdims=True), 1e-24) for x in (img, txt)]
    u, v = img * jax.lax.rsqrt(sizes[0]), txt * jax.lax.rsqrt(sizes[1])
    labels = jnp.where(jnp.arange(n)[:, None] == jnp.arange(n), 1.0, -1.0)
    costs = jax.vmap(_row, in_axes=(0, 0, None, None, None))(u, labels, v, jnp.exp(t_prime), bias)
    return costs.mean()


def siglip_loss(
    img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array
) -> tuple[jax.Array, ...]:
    """Sigmoid loss of one row, mapped over all, with vjp."""
    if img.shape != txt.shape:
        raise ValueError("one text per image")
    loss, back = jax.vjp(_loss, img, txt, jnp.asarray(t_prime), jnp.asarray(bias))
    return (loss, *back(jnp.ones_like(loss)))
