"""Reference solution of ntp_targets in JAX."""

import jax
import jax.numpy as jnp


def ntp_targets(tokens: jax.Array, segment_ids: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Return the token to the right of every position, and which of these pairs count."""
    if tokens.ndim != 2 or tokens.shape != segment_ids.shape:
        raise ValueError(
            f"expected tokens and segment_ids of one shape [B, T], "
            f"got {tokens.shape} and {segment_ids.shape}"
        )
    # One column of zeros on the right decides the last position: target 0 and segment 0.
    last = ((0, 0), (0, 1))
    targets = jnp.pad(tokens[:, 1:], last)
    right = jnp.pad(segment_ids[:, 1:], last)

    # Both ends in the same segment, and that segment is a document. Token ids are not asked.
    weights = (segment_ids == right) & (right != 0)
    return targets, weights.astype(jnp.float32)
