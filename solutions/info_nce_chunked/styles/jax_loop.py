"""A Python loop over the chunks, differentiated as a whole."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array) -> jax.Array:
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    return x * jax.lax.rsqrt(jnp.maximum((x * x).sum(axis=1, keepdims=True), 1e-24))


def info_nce_chunked(
    q: jax.Array, k: jax.Array, *, tau: float, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """InfoNCE of one chunk after the other, unrolled while tracing."""
    if tau <= 0 or chunk < 1 or q.shape != k.shape:
        raise ValueError("bad tau, chunk or shapes")
    n = q.shape[0]

    def loss_of(q: jax.Array, k: jax.Array) -> jax.Array:
        u, v = _unit(q), _unit(k)
        total = jnp.zeros((), u.dtype)
        for start in range(0, n, chunk):
            s = u[start : start + chunk] @ v.T / tau
            rows = jnp.arange(len(s))
            total += (jax.nn.logsumexp(s, axis=1) - s[rows, start + rows]).sum()
        return total / n

    loss, slopes = jax.value_and_grad(loss_of, argnums=(0, 1))(q, k)
    return (loss, *slopes)
