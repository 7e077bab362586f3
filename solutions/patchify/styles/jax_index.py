"""Patchify the numbers of the pixels, then gather and scatter with them."""

import jax
import jax.numpy as jnp


def _places(p: int, H: int, W: int, C: int) -> jax.Array:
    if H % p or W % p:
        raise ValueError("H and W must be multiples of p")
    numbers = jnp.arange(H * W * C).reshape(H, W, C)
    squares = [
        numbers[i : i + p, j : j + p].ravel() for i in range(0, H, p) for j in range(0, W, p)
    ]
    return jnp.stack(squares)


def patchify(imgs: jax.Array, p: int) -> jax.Array:
    """Gather every number from its place."""
    return imgs.reshape(imgs.shape[0], -1)[:, _places(p, *imgs.shape[1:])]


def unpatchify(x: jax.Array, p: int, H: int, W: int) -> jax.Array:
    """Scatter every number to its place."""
    C = x.shape[2] // (p * p)
    places = _places(p, H, W, C)
    if places.shape != x.shape[1:]:
        raise ValueError("the patches do not fit")
    flat = jnp.zeros((x.shape[0], H * W * C), x.dtype).at[:, places].set(x)
    return flat.reshape(-1, H, W, C)
