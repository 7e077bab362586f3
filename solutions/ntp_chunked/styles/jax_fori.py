"""A fori_loop that slices its rows and adds up gradients by hand."""

import jax
import jax.numpy as jnp
from jax import lax

State = tuple[jax.Array, jax.Array, jax.Array]


def ntp_chunked(
    hidden: jax.Array, W: jax.Array, targets: jax.Array, weights: jax.Array, *, chunk: int
) -> State:
    """Cross-entropy of chunks in a loop with a fixed number of rounds."""
    if chunk < 1 or not hidden.shape[:1] == targets.shape == weights.shape:
        raise ValueError("bad chunk or shapes")
    dtype = jnp.promote_types(hidden.dtype, jnp.float32)
    n, size = len(hidden), min(chunk, len(hidden))
    rounds = (n + size - 1) // size
    spare = rounds * size - n
    kept = weights > 0
    share = jnp.where(kept, weights, 0) / jnp.where(kept.any(), weights.sum(), 1)
    h_all = jnp.pad(hidden.astype(dtype), ((0, spare), (0, 0)))
    t_all = jnp.pad(jnp.where(kept, targets, 0), (0, spare))
    w_all = jnp.pad(share.astype(dtype), (0, spare))

    def step(i: jax.Array, state: State) -> State:
        loss, dh, dW = state
        h, t, w = (lax.dynamic_slice_in_dim(x, i * size, size) for x in (h_all, t_all, w_all))
        log_p = jax.nn.log_softmax(h @ W.T)
        y = jnp.arange(len(W)) == t[:, None]
        loss = loss - (w[:, None] * jnp.where(y, log_p, 0)).sum()
        dz = w[:, None] * (jnp.exp(log_p) - y)
        return loss, lax.dynamic_update_slice_in_dim(dh, dz @ W, i * size, 0), dW + dz.T @ h

    start = (jnp.zeros((), dtype), jnp.zeros_like(h_all), jnp.zeros(W.shape, dtype))
    loss, dh, dW = lax.fori_loop(0, rounds, step, start)
    return loss, dh[:n], dW
