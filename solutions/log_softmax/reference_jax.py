"""Reference solution of log_softmax in JAX."""

import jax
import jax.numpy as jnp


def log_softmax(x: jax.Array, *, axis: int = -1) -> jax.Array:
    """Log-softmax along ``axis``: ``(x - m) - log sum exp(x - m)``, m the maximum of the slice.

    See Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41(4), 2021.
    """
    x = jnp.asarray(x)
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))  # bf16 sums lose small terms

    # Any constant per slice gives the same answer, so no gradient needs to flow through it.
    largest = jax.lax.stop_gradient(x.max(axis=axis, keepdims=True))
    shifted = x - largest
    log_total = jnp.log(jnp.exp(shifted).sum(axis=axis, keepdims=True))
    return shifted - log_total
