"""The transpose by einsum."""

import jax
import jax.numpy as jnp


def patchify(imgs: jax.Array, p: int) -> jax.Array:
    """Cut with named axes."""
    n, H, W, c = imgs.shape
    if H % p or W % p:
        raise ValueError("p must divide H and W")
    x = jnp.einsum("nhpwqc->nhwpqc", imgs.reshape(n, H // p, p, W // p, p, c))
    return x.reshape(n, -1, p * p * c)


def unpatchify(x: jax.Array, p: int, H: int, W: int) -> jax.Array:
    """Put together with named axes."""
    if H % p or W % p:
        raise ValueError("p must divide H and W")
    x = x.reshape(len(x), H // p, W // p, p, p, -1)
    return jnp.einsum("nhwpqc->nhpwqc", x).reshape(len(x), H, W, -1)
