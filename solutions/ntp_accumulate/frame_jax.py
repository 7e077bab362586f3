"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def ntp_targets(tokens: jax.Array, segment_ids: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Targets and weights, from the exercise before."""
    last = ((0, 0), (0, 1))
    right = jnp.pad(segment_ids[:, 1:], last)
    weights = (segment_ids == right) & (right != 0)
    return jnp.pad(tokens[:, 1:], last), weights.astype(jnp.float32)


def log_softmax(x: jax.Array) -> jax.Array:
    """Log-softmax along the last axis, from the foundations."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - jnp.log(jnp.exp(shifted).sum(axis=-1, keepdims=True))


def ntp_loss_and_grad(
    logits: jax.Array,
    tokens: jax.Array,
    segment_ids: jax.Array,
    *,
    num_items: int | None = None,
) -> tuple[jax.Array, jax.Array]:
    """Next-token loss and its gradient."""
    if not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError("logits, tokens and segment_ids differ in B or T")
    # <hint>
    raise NotImplementedError
