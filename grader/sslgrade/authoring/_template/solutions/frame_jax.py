"""The third hint is pasted below."""

import jax


def __ID__(pred: jax.Array, target: jax.Array) -> jax.Array:
    """Return the mean of the squared differences."""
    # <hint>
