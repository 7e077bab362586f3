"""Reference solution of ntp_loss in JAX."""

import jax
import jax.numpy as jnp


def ntp_loss(logits: jax.Array, tokens: jax.Array, segment_ids: jax.Array) -> jax.Array:
    """Mean surprise of the next token, over all pairs of neighbours in the batch.

    See Bengio et al., A Neural Probabilistic Language Model, JMLR 2003.
    """
    if logits.ndim != 3 or not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError(
            f"expected logits [B, T, V], tokens [B, T] and segment_ids [B, T], "
            f"got {logits.shape}, {tokens.shape} and {segment_ids.shape}"
        )
    # T tokens form T - 1 pairs. The logits at t have read token t and answer for token t + 1;
    # the last ones answer for nothing and are cut off.
    here, right = segment_ids[:, :-1], segment_ids[:, 1:]
    counted = (here == right) & (right != 0)

    # What does not count is replaced before the arithmetic: afterwards, the gradient of the branch
    # not taken would still be 0 * inf = NaN. Shapes stay static, so nothing is dropped.
    dtype = jnp.promote_types(logits.dtype, jnp.float32)  # bf16 sums lose small terms
    z = jnp.where(counted[..., None], logits[:, :-1].astype(dtype), 0.0)
    target = jnp.where(counted, tokens[:, 1:], 0)

    log_p = jax.nn.log_softmax(z)
    nll = -jnp.take_along_axis(log_p, target[..., None], axis=-1)[..., 0]
    pairs = counted.sum()
    return jnp.where(counted, nll, 0.0).sum() / jnp.maximum(pairs, 1)
