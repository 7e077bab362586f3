"""vdot for the total, a power of 2 for the perplexity."""

import jax
import jax.numpy as jnp


def lm_metrics(nll: jax.Array, weights: jax.Array, n_bytes: int) -> dict[str, jax.Array]:
    """Turn everything into bits first."""
    if nll.shape != weights.shape:
        raise ValueError("shapes differ")
    if n_bytes <= 0:
        raise ValueError("no bytes")
    bits = jnp.where(weights > 0, nll, 0) / jnp.log(2)
    total = jnp.vdot(bits, weights)
    mean = total / jnp.maximum(weights.sum(), 1e-30)
    return {
        "bits_per_byte": total / n_bytes,
        "perplexity": jnp.exp2(mean),
        "nll_per_token": mean * jnp.log(2),
    }
