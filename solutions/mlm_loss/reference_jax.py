"""Reference solution of mlm_loss in JAX."""

import jax
import jax.numpy as jnp


def mlm_loss(
    logits: jax.Array,
    labels: jax.Array,
    selected: jax.Array,
    input_ids: jax.Array,
    attention_mask: jax.Array,
) -> jax.Array:
    """Mean surprise, in nats, at the selected tokens of the whole batch.

    See Devlin et al., BERT, NAACL 2019, section 3.1.
    """
    if logits.ndim != 3 or labels.shape != logits.shape[:2] or selected.shape != labels.shape:
        raise ValueError(
            f"expected logits [B, T, V], labels [B, T] and selected [B, T], "
            f"got {logits.shape}, {labels.shape} and {selected.shape}"
        )
    dtype = jnp.promote_types(logits.dtype, jnp.float32)  # bf16 sums lose small terms

    # Shapes are static under jit, so unselected positions cannot be left out. They are replaced
    # before the arithmetic. Afterwards would be too late: the gradient of the branch that is not
    # taken would still be 0 * inf = NaN.
    selected = selected.astype(bool)
    z = jnp.where(selected[..., None], logits.astype(dtype), 0.0)
    label = jnp.where(selected, labels, 0)

    shifted = z - jax.lax.stop_gradient(z.max(axis=-1, keepdims=True))
    log_p = shifted - jnp.log(jnp.exp(shifted).sum(axis=-1, keepdims=True))
    nll = -jnp.take_along_axis(log_p, label[..., None], axis=-1)[..., 0]

    # One sum, one division. If nothing is selected the sum is 0, and so is the loss.
    total = jnp.where(selected, nll, 0.0).sum()
    return total / jnp.maximum(selected.sum(), 1)
