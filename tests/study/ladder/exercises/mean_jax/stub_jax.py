import jax.numpy as jnp


def mean_jax(x):
    """Return the mean."""
    raise NotImplementedError
