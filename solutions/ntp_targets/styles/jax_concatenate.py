"""One column more, by concatenation."""

import jax
import jax.numpy as jnp


def ntp_targets(tokens: jax.Array, segment_ids: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Concatenate a column of zeros on the right."""
    if tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    column = jnp.zeros((tokens.shape[0], 1), dtype=tokens.dtype)
    targets = jnp.concatenate([tokens[:, 1:], column], axis=1)
    same = segment_ids[:, 1:] == segment_ids[:, :-1]
    real = segment_ids[:, 1:] != 0
    weights = jnp.concatenate([(same & real) * 1.0, column.astype(float)], axis=1)
    return targets, weights
