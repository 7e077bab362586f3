"""One answer and one embedding, mapped over the batch."""

import jax
import jax.numpy as jnp


def _entropy(p: jax.Array) -> jax.Array:
    return -jnp.sum(jnp.where(p > 0, p * jnp.log(jnp.where(p > 0, p, 1)), 0))


def _direction(row: jax.Array) -> jax.Array:
    return row / jnp.maximum(jnp.sqrt(row @ row), 1e-12)


def collapse_report(logits: jax.Array, z: jax.Array) -> dict[str, jax.Array]:
    """Five numbers about collapse, row by row."""
    if len(logits) != len(z):
        raise ValueError("one embedding per answer")
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    z = z.astype(jnp.promote_types(z.dtype, jnp.float32))
    p = jax.vmap(jax.nn.softmax)(logits)
    single = jax.vmap(_entropy)(p).mean()
    together = _entropy(jnp.mean(p, axis=0))
    u = jax.vmap(_direction)(z)
    deviation = jax.vmap(jnp.std, in_axes=1)(u)
    _, s, _ = jnp.linalg.svd(z - jnp.mean(z, axis=0), full_matrices=False)
    total = jnp.sum(s)
    spread = total > 1e-5 * jnp.sqrt(jnp.sum(z**2))
    rank = jax.lax.cond(spread, lambda: jnp.exp(_entropy(s / total)), lambda: jnp.zeros_like(total))
    return {
        "mean_entropy": single,
        "entropy_of_mean": together,
        "kl_spread": together - single,
        "std_mean": deviation.mean(),
        "effective_rank": rank,
    }
