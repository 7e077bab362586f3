"""Reference: mean squared error in JAX."""

import jax


def __ID__(pred: jax.Array, target: jax.Array) -> jax.Array:
    """Return the mean of the squared differences."""
    return ((pred - target) ** 2).mean()
