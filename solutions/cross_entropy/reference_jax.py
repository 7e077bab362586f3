"""Reference solution of cross_entropy in JAX."""

import jax
import jax.numpy as jnp


def cross_entropy(
    logits: jax.Array, targets: jax.Array, weights: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Weighted mean cross-entropy in nats, and its gradient ``w (p - y) / sum w``.

    See Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.4.
    """
    if logits.ndim != 2 or targets.shape != logits.shape[:1] or weights.shape != targets.shape:
        raise ValueError(
            f"expected logits [N, V], targets [N] and weights [N], "
            f"got {logits.shape}, {targets.shape} and {weights.shape}"
        )
    dtype = jnp.promote_types(logits.dtype, jnp.float32)  # bf16 sums lose small terms
    weights = weights.astype(dtype)

    # A row that does not count is replaced before the arithmetic. Afterwards would be too late:
    # the gradient of the unselected branch would still be 0 * inf = NaN.
    counted = weights > 0
    z = jnp.where(counted[:, None], logits.astype(dtype), 0.0)
    target = jnp.where(counted, targets, 0)

    shifted = z - jax.lax.stop_gradient(z.max(axis=1, keepdims=True))
    log_p = shifted - jnp.log(jnp.exp(shifted).sum(axis=1, keepdims=True))

    share = weights / jnp.where(counted.any(), weights.sum(), 1.0)  # sums to 1, or is all 0
    nll = -jnp.take_along_axis(log_p, target[:, None], axis=1)[:, 0]
    loss = (share * nll).sum()

    # p is the derivative of the log-sum-exp, y that of the target's logit.
    y = jnp.arange(logits.shape[1]) == target[:, None]
    dlogits = share[:, None] * (jnp.exp(log_p) - y)
    return loss, dlogits
