"""The gradient by jax.value_and_grad."""

import jax
import jax.numpy as jnp


def _loss(
    logits: jax.Array, tokens: jax.Array, segments: jax.Array, num_items: int | None
) -> jax.Array:
    mask = (segments[:, 1:] == segments[:, :-1]) & (segments[:, 1:] != 0)
    z = jnp.where(mask[..., None], logits[:, :-1], 0.0)
    t = jnp.where(mask, tokens[:, 1:], 0)
    nll = jax.nn.logsumexp(z, axis=-1) - jnp.take_along_axis(z, t[..., None], axis=-1)[..., 0]
    total = jnp.where(mask, nll, 0.0).sum()
    if num_items is None:
        return total / jnp.maximum(mask.sum(), 1)
    return total / num_items if num_items > 0 else 0.0 * total


def ntp_loss_and_grad(
    logits: jax.Array,
    tokens: jax.Array,
    segment_ids: jax.Array,
    *,
    num_items: int | None = None,
) -> tuple[jax.Array, jax.Array]:
    """Next-token loss, differentiated by the machine."""
    if not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError("shapes differ")
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    return jax.value_and_grad(_loss)(logits, tokens, segment_ids, num_items)
