"""lax.map over padded chunks, with the slopes by hand."""

import jax
import jax.numpy as jnp


def info_nce_chunked(
    q: jax.Array, k: jax.Array, *, tau: float, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """InfoNCE of chunks, mapped and summed."""
    if tau <= 0 or chunk < 1:
        raise ValueError("tau and chunk must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k differ in shape")
    n, d = q.shape
    pad = -n % chunk
    length_q = jnp.sqrt(jnp.maximum((q * q).sum(axis=1, keepdims=True), 1e-24))
    length_k = jnp.sqrt(jnp.maximum((k * k).sum(axis=1, keepdims=True), 1e-24))
    u, v = q / length_q, k / length_k
    asking = jnp.pad(u, ((0, pad), (0, 0))).reshape(-1, chunk, d)
    index = jnp.arange(n + pad).reshape(-1, chunk)

    def one(rows: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array, jax.Array]:
        a, i = rows
        counted = (i < n)[:, None]
        log_p = jax.nn.log_softmax(a @ v.T / tau)
        y = i[:, None] == jnp.arange(n)
        g = jnp.where(counted, jnp.exp(log_p) - y, 0.0) / (n * tau)
        return -jnp.where(y, log_p, 0.0).sum() / n, g @ v, g.T @ a

    losses, du, dv = jax.lax.map(one, (asking, index))
    du, dv = du.reshape(-1, d)[:n], dv.sum(axis=0)
    dq = (du - u * (u * du).sum(axis=1, keepdims=True)) / length_q
    dk = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / length_k
    return losses.sum(), dq, dk
