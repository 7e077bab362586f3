"""Two gathers: the own position of every copy, then the token."""

import jax
import jax.numpy as jnp
from jax.scipy.special import logsumexp


def pseudo_log_likelihood(logits: jax.Array, ids: jax.Array, special: jax.Array) -> jax.Array:
    """Score one sentence with two gathers."""
    t = ids.shape[0]
    if logits.shape[:2] != (t, t) or special.shape != (t,):
        raise ValueError("T differs")
    own = jnp.take_along_axis(logits, jnp.arange(t)[:, None, None], axis=1)[:, 0]
    own = jnp.where(special[:, None], 0.0, own.astype(jnp.promote_types(own.dtype, jnp.float32)))
    picked = jnp.take_along_axis(own, jnp.where(special, 0, ids)[:, None], axis=1)[:, 0]
    return jnp.sum((picked - logsumexp(own, axis=1)) * (1 - special))
