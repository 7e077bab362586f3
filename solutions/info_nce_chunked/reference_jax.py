"""Reference solution of info_nce_chunked in JAX."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array) -> jax.Array:
    """Divide every row by ``max(norm, 1e-12)``, with a finite gradient for a row of zeros."""
    square = (x * x).sum(axis=-1, keepdims=True)
    # The slope of sqrt at 0 is infinite, and inf * 0 is NaN: keep 0 away from sqrt altogether.
    positive = square > 0
    norm = jnp.where(positive, jnp.sqrt(jnp.where(positive, square, 1.0)), 0.0)
    return x / jnp.maximum(norm, 1e-12)


@jax.checkpoint
def _chunk_loss(asking: jax.Array, v: jax.Array, partner: jax.Array) -> jax.Array:
    """Sum over one chunk. The checkpoint forgets its logits and computes them again backwards."""
    log_p = jax.nn.log_softmax(asking @ v.T)
    own = jnp.take_along_axis(log_p, jnp.maximum(partner, 0)[:, None], axis=1)[:, 0]
    return -jnp.where(partner >= 0, own, 0.0).sum()


def info_nce_chunked(
    q: jax.Array, k: jax.Array, *, tau: float, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """One-sided InfoNCE and its slopes in q and k, a chunk of queries at a time.

    The memory problem is that of Gao et al., GradCache, arXiv 2101.06983, 2021.
    """
    if tau <= 0 or chunk < 1:
        raise ValueError(f"tau must be positive and chunk at least 1, got {tau} and {chunk}")
    if q.ndim != 2 or q.shape != k.shape:
        raise ValueError(f"q and k must be float[N, D] alike, got {q.shape} and {k.shape}")
    dtype = jnp.promote_types(q.dtype, jnp.float32)  # bf16 sums lose small terms

    # scan wants chunks of one size: fill the last one up with queries that have no partner.
    n, size = len(q), min(chunk, len(q))
    missing = -n % size
    partner = jnp.pad(jnp.arange(n), (0, missing), constant_values=-1).reshape(-1, size)

    def loss_of(q: jax.Array, k: jax.Array) -> jax.Array:
        v = _unit(k)
        asking = jnp.pad(_unit(q) / tau, ((0, missing), (0, 0))).reshape(-1, size, q.shape[1])

        # All keys are candidates in every chunk, so the rows of logits are complete.
        def add(loss: jax.Array, rows: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, None]:
            return loss + _chunk_loss(rows[0], v, rows[1]), None

        return jax.lax.scan(add, jnp.zeros((), dtype), (asking, partner))[0] / n

    # The way back through scan adds what every chunk has to say about the keys.
    loss, (dq, dk) = jax.value_and_grad(loss_of, argnums=(0, 1))(q.astype(dtype), k.astype(dtype))
    return loss, dq, dk
