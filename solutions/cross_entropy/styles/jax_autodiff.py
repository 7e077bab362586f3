"""The gradient by jax.value_and_grad."""

import jax
import jax.numpy as jnp


def _loss(logits: jax.Array, targets: jax.Array, weights: jax.Array) -> jax.Array:
    keep = weights > 0
    z = jnp.where(keep[:, None], logits, 0.0)
    t = jnp.where(keep, targets, 0)
    m = z.max(axis=-1)
    lse = m + jnp.log(jnp.sum(jnp.exp(z - m[:, None]), axis=-1))
    nll = lse - z[jnp.arange(len(t)), t]
    return jnp.sum(weights * nll) / jnp.maximum(jnp.sum(weights), 1e-30)


def cross_entropy(
    logits: jax.Array, targets: jax.Array, weights: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Cross-entropy, differentiated by the machine."""
    if logits.shape[0] != weights.shape[0] or weights.shape[0] != targets.shape[0]:
        raise ValueError("one target and one weight per row")
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    return jax.value_and_grad(_loss)(logits, targets, weights)
