"""Reference solution of ntp_accumulate in JAX."""

import jax
import jax.numpy as jnp


def ntp_loss_and_grad(
    logits: jax.Array,
    tokens: jax.Array,
    segment_ids: jax.Array,
    *,
    num_items: int | None = None,
) -> tuple[jax.Array, jax.Array]:
    """Next-token loss and its gradient, divided by the pairs of the whole step.

    See Goyal et al., Accurate, Large Minibatch SGD, 2017, section 3.
    """
    if logits.ndim != 3 or not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError(
            f"expected logits [B, T, V], tokens [B, T] and segment_ids [B, T], "
            f"got {logits.shape}, {tokens.shape} and {segment_ids.shape}"
        )
    dtype = jnp.promote_types(logits.dtype, jnp.float32)  # bf16 sums lose small terms

    # Keep all T positions, so that the gradient gets the shape of the logits by itself. The column
    # of zeros gives the last position target 0 and segment 0: no pair.
    last = ((0, 0), (0, 1))
    right = jnp.pad(segment_ids[:, 1:], last)
    counted = (segment_ids == right) & (right != 0)
    target = jnp.where(counted, jnp.pad(tokens[:, 1:], last), 0)

    # Replaced before the arithmetic: afterwards, 0 * inf would still be NaN in jax.grad.
    z = jnp.where(counted[..., None], logits.astype(dtype), 0.0)
    log_p = jax.nn.log_softmax(z)

    # One divisor for loss and gradient. "is None", because 0 is a number of items too. num_items
    # is a Python number, so this choice is made while tracing.
    total = counted.sum() if num_items is None else jnp.asarray(num_items)
    share = jnp.where(total > 0, counted / jnp.maximum(total, 1), 0.0).astype(dtype)

    nll = -jnp.take_along_axis(log_p, target[..., None], axis=-1)[..., 0]
    y = jnp.arange(logits.shape[-1]) == target[..., None]
    return (share * nll).sum(), share[..., None] * (jnp.exp(log_p) - y)
