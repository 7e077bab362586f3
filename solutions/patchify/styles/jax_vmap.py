"""One image, mapped over the batch; unpatchify is the transpose of patchify."""

from functools import partial

import jax
import jax.numpy as jnp


def _one(img: jax.Array, p: int) -> jax.Array:
    H, W, C = img.shape
    x = jnp.swapaxes(img.reshape(H // p, p, W // p, p, C), 1, 2)
    return x.reshape(-1, p * p * C)


def patchify(imgs: jax.Array, p: int) -> jax.Array:
    """Cut one image, mapped over all."""
    return jax.vmap(partial(_one, p=p))(imgs)


def unpatchify(x: jax.Array, p: int, H: int, W: int) -> jax.Array:
    """Run patchify backwards: where numbers are only moved, the transpose is the inverse."""
    zeros = jnp.zeros((H, W, x.shape[2] // (p * p)), x.dtype)
    _, back = jax.vjp(partial(_one, p=p), zeros)
    imgs: jax.Array = jax.vmap(lambda one: back(one)[0])(x)
    return imgs
