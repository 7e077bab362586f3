"""Roll, then repair the last column."""

import jax
import jax.numpy as jnp


def ntp_targets(tokens: jax.Array, segment_ids: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Roll to the left and forget what came around."""
    if tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    targets = jnp.roll(tokens, -1, axis=1).at[:, -1].set(0)
    right = jnp.roll(segment_ids, -1, axis=1).at[:, -1].set(0)
    return targets, jnp.where((segment_ids == right) & (segment_ids != 0), 1.0, 0.0)
