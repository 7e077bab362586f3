"""Reference solution of mi_bound in JAX."""

import math

import jax
import jax.numpy as jnp


def mi_bound(scores: jax.Array) -> jax.Array:
    """InfoNCE bound in nats: ``ln N - mean_i( lse_j scores_ij - scores_ii )``.

    See van den Oord, Li and Vinyals, arXiv 1807.03748, and Poole et al., ICML 2019.
    """
    scores = jnp.asarray(scores)
    if scores.ndim != 2 or scores.shape[0] != scores.shape[1]:
        raise ValueError(f"scores must be float[N, N], got {scores.shape}")
    scores = scores.astype(jnp.promote_types(scores.dtype, jnp.float32))

    # The loss of the quiz. A critic is not bounded: shift every row by its own maximum.
    m = jax.lax.stop_gradient(scores.max(axis=1))
    lse = m + jnp.log(jnp.exp(scores - m[:, None]).sum(axis=1))
    loss = jnp.mean(lse - jnp.diagonal(scores))

    # What is gained over guessing, whose loss is ln N.
    return math.log(scores.shape[0]) - loss
