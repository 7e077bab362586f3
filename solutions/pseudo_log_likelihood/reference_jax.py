"""Reference solution of pseudo_log_likelihood in JAX."""

import jax
import jax.numpy as jnp


def pseudo_log_likelihood(logits: jax.Array, ids: jax.Array, special: jax.Array) -> jax.Array:
    """Sum of the log-probabilities of every token under the copy in which it is masked.

    See Salazar, Liang, Nguyen and Kirchhoff, Masked Language Model Scoring, ACL 2020, section 2.
    """
    T = len(ids)
    if logits.ndim != 3 or logits.shape[:2] != (T, T) or special.shape != (T,):
        raise ValueError(
            f"expected logits [T, T, V], ids [T] and special [T], "
            f"got {logits.shape}, {ids.shape} and {special.shape}"
        )
    special = special.astype(bool)

    # Copy i hides token i, so only its answer at position i was given without seeing the token.
    position = jnp.arange(T)
    answers = logits[position, position].astype(jnp.promote_types(logits.dtype, jnp.float32))

    # Special tokens are not scored. What stands there is replaced before the arithmetic.
    z = jnp.where(special[:, None], 0.0, answers)
    target = jnp.where(special, 0, ids)

    log_p = jax.nn.log_softmax(z, axis=1)
    return jnp.where(special, 0.0, log_p[position, target]).sum()
