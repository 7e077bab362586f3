"""The gradients by jax.value_and_grad."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array) -> jax.Array:
    return x / jnp.sqrt(jnp.maximum(jnp.sum(x * x, axis=-1, keepdims=True), 1e-24))


def _loss(img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array) -> jax.Array:
    z = jnp.exp(t_prime) * _unit(img) @ _unit(txt).T + bias
    y = 2 * jnp.eye(z.shape[0]) - 1
    return -jnp.sum(jax.nn.log_sigmoid(y * z)) / z.shape[0]


def siglip_loss(
    img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array
) -> tuple[jax.Array, ...]:
    """Sigmoid loss, differentiated by the machine."""
    if img.shape != txt.shape:
        raise ValueError("one text per image")
    t_prime, bias = jnp.asarray(t_prime), jnp.asarray(bias)
    loss, slopes = jax.value_and_grad(_loss, argnums=(0, 1, 2, 3))(img, txt, t_prime, bias)
    return (loss, *slopes)
