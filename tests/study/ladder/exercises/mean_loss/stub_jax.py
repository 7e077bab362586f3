import jax.numpy as jnp


def mean_loss(x):
    """Return the mean."""
    raise NotImplementedError
