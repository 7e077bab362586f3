"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def mi_bound(scores: jax.Array) -> jax.Array:  # type: ignore[return]
    """InfoNCE bound in nats."""
    scores = scores.astype(jnp.promote_types(scores.dtype, jnp.float32))
    # <hint>
