"""Reference solution of ntp_chunked in JAX."""

import jax
import jax.numpy as jnp


@jax.checkpoint
def _chunk_loss(hidden: jax.Array, W: jax.Array, target: jax.Array, share: jax.Array) -> jax.Array:
    """Loss of one chunk. The checkpoint forgets its logits and computes them again backwards."""
    log_p = jax.nn.log_softmax(hidden @ W.T)
    return -(share * jnp.take_along_axis(log_p, target[:, None], axis=1)[:, 0]).sum()


def ntp_chunked(
    hidden: jax.Array, W: jax.Array, targets: jax.Array, weights: jax.Array, *, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Weighted mean cross-entropy of ``hidden @ W.T``, and its gradients, a chunk at a time.

    See Hsu et al., Liger Kernel, arXiv 2410.10989, 2024, on the fused linear cross-entropy.
    """
    if chunk < 1:
        raise ValueError(f"chunk must be at least 1, got {chunk}")
    if (
        hidden.ndim != 2
        or W.shape[1:] != hidden.shape[1:]
        or not targets.shape == weights.shape == hidden.shape[:1]
    ):
        raise ValueError(
            f"expected hidden [N, D], W [V, D], targets [N] and weights [N], "
            f"got {hidden.shape}, {W.shape}, {targets.shape} and {weights.shape}"
        )
    dtype = jnp.result_type(hidden.dtype, W.dtype, jnp.float32)  # bf16 sums lose small terms

    # One divisor for all chunks. Shares sum to 1, or are all 0.
    counted = weights > 0
    share = (weights / jnp.where(counted.any(), weights.sum(), 1.0)).astype(dtype)
    target = jnp.where(counted, targets, 0)

    # scan wants chunks of one size: fill the last one up with rows whose share is 0.
    n, size = len(hidden), min(chunk, len(hidden))
    missing = -n % size

    def in_chunks(x: jax.Array) -> jax.Array:
        x = jnp.pad(x, ((0, missing), *((0, 0),) * (x.ndim - 1)))
        return x.reshape(-1, size, *x.shape[1:])

    def loss_of(hidden: jax.Array, W: jax.Array) -> jax.Array:
        def add(loss: jax.Array, rows: tuple[jax.Array, ...]) -> tuple[jax.Array, None]:
            h, t, w = rows
            return loss + _chunk_loss(h, W, t, w), None

        rows = (in_chunks(hidden), in_chunks(target), in_chunks(share))
        return jax.lax.scan(add, jnp.zeros((), dtype), rows)[0]

    # The way back through scan adds what every chunk has to say about W, one chunk at a time.
    loss, (dhidden, dW) = jax.value_and_grad(loss_of, argnums=(0, 1))(
        hidden.astype(dtype), W.astype(dtype)
    )
    return loss, dhidden, dW
