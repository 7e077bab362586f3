"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def collapse_report(logits: jax.Array, z: jax.Array) -> dict[str, jax.Array]:
    """Five numbers about collapse."""
    if logits.shape[0] != z.shape[0]:
        raise ValueError("one embedding for every row of logits")
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    z = z.astype(jnp.promote_types(z.dtype, jnp.float32))
    # <hint>
    raise NotImplementedError
