"""Reference solution of lm_metrics in JAX."""

import math

import jax
import jax.numpy as jnp


def lm_metrics(nll: jax.Array, weights: jax.Array, n_bytes: int) -> dict[str, jax.Array]:
    """Surprise per token in nats, perplexity, and bits per byte.

    See Jelinek et al., 1977 (perplexity) and Gao et al., The Pile, 2020 (bits per byte).
    """
    if nll.shape != weights.shape:
        raise ValueError(
            f"expected nll and weights of one shape [B, T], got {nll.shape} and {weights.shape}"
        )
    if n_bytes <= 0:
        raise ValueError(f"n_bytes must be positive, got {n_bytes}")
    dtype = jnp.promote_types(nll.dtype, jnp.float32)
    nll, weights = nll.astype(dtype), weights.astype(dtype)

    # The total is the only additive quantity; tokens and bytes are two divisors of it.
    counted = weights > 0
    total = (weights * jnp.where(counted, nll, 0.0)).sum()  # 0 * inf would be NaN
    mean = total / jnp.where(counted.any(), weights.sum(), 1.0)
    return {
        "nll_per_token": mean,
        "perplexity": jnp.exp(mean),  # once, after the mean: exp is convex
        "bits_per_byte": total / (math.log(2.0) * n_bytes),  # a bit has ln 2 nats
    }
