"""lax.map over padded chunks, each with its own value_and_grad."""

import jax
import jax.numpy as jnp


def _loss(h: jax.Array, W: jax.Array, t: jax.Array, w: jax.Array) -> jax.Array:
    z = h @ W.T
    y = jax.nn.one_hot(t, W.shape[0], dtype=z.dtype)
    return (w * (jax.nn.logsumexp(z, axis=1) - (y * z).sum(axis=1))).sum()


def ntp_chunked(
    hidden: jax.Array, W: jax.Array, targets: jax.Array, weights: jax.Array, *, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Cross-entropy of chunks, mapped and summed."""
    n, d = hidden.shape
    if chunk < 1:
        raise ValueError("chunk must be at least 1")
    if targets.shape != (n,) or weights.shape != (n,):
        raise ValueError("one target and one weight per row")
    pad = -n % chunk
    share = weights / jnp.maximum(weights.sum(), 1e-30)
    h = jnp.pad(hidden, ((0, pad), (0, 0))).reshape(-1, chunk, d)
    t = jnp.pad(targets, (0, pad)).reshape(-1, chunk)
    w = jnp.pad(share, (0, pad)).reshape(-1, chunk)
    slope = jax.value_and_grad(_loss, argnums=(0, 1))
    losses, (dh, dW) = jax.lax.map(lambda row: slope(row[0], W, row[1], row[2]), (h, t, w))
    return losses.sum(), dh.reshape(-1, d)[:n], dW.sum(axis=0)
