import jax
import jax.numpy as jnp


def mean_jax(x: jax.Array) -> jax.Array:
    return jnp.mean(x)
