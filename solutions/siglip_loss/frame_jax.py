"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def siglip_loss(
    img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array, jax.Array]:
    """Sigmoid loss over all pairs, and its gradients."""
    if img.shape != txt.shape:
        raise ValueError("img and txt differ in shape")
    length_img = jnp.sqrt(jnp.maximum((img**2).sum(axis=1, keepdims=True), 1e-24))  # noqa: F841
    length_txt = jnp.sqrt(jnp.maximum((txt**2).sum(axis=1, keepdims=True), 1e-24))  # noqa: F841
    # <hint>
    raise NotImplementedError
