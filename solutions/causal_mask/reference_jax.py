"""Reference solution of causal_mask in JAX."""

import jax
import jax.numpy as jnp


def causal_mask(segment_ids: jax.Array) -> jax.Array:
    """Say which positions j a position i may look at: itself and the past of its document.

    See Vaswani et al., Attention Is All You Need, NeurIPS 2017, section 3.2.3.
    """
    query, key = segment_ids[:, :, None], segment_ids[:, None, :]
    length = segment_ids.shape[1]
    past = jnp.tril(jnp.ones((length, length), dtype=bool))  # j <= i, the diagonal included
    return past & (query == key) & (key != 0)


def attention_weights(scores: jax.Array, mask: jax.Array) -> jax.Array:
    """Softmax over the visible scores of every row; a row that sees nothing gets zeros."""
    if scores.shape != mask.shape:
        raise ValueError(
            f"expected scores and mask of one shape [B, T, T], got {scores.shape} and {mask.shape}"
        )
    scores = scores.astype(jnp.promote_types(scores.dtype, jnp.float32))
    mask = mask.astype(bool)

    # -inf is the only number that stays smaller than every visible score. The maximum of a row
    # that sees nothing is -inf, and -inf - -inf is NaN: use 0 there.
    visible = jnp.where(mask, scores, -jnp.inf)
    m = visible.max(axis=-1, keepdims=True)
    m = jax.lax.stop_gradient(jnp.where(jnp.isfinite(m), m, 0.0))
    e = jnp.exp(visible - m)  # exp(-inf) is exactly 0, and so is its derivative

    # The sum is at least 1 where anything is visible: the maximum contributes exp(0). The divisor
    # is chosen before the division, so that no gradient passes through 0 / 0.
    total = e.sum(axis=-1, keepdims=True)
    return e / jnp.where(total > 0, total, 1.0)
