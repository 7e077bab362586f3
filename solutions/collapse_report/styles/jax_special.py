"""jax.scipy.special.entr for the entropies."""

import jax
import jax.numpy as jnp
from jax.scipy.special import entr


def collapse_report(logits: jax.Array, z: jax.Array) -> dict[str, jax.Array]:
    """Five numbers about collapse."""
    if logits.shape[0] != z.shape[0]:
        raise ValueError("rows differ")
    logits, z = logits * jnp.float32(1), z * jnp.float32(1)
    p = jax.nn.softmax(logits)
    single, together = entr(p).sum(1).mean(), entr(p.mean(0)).sum()
    u = z / jnp.clip(jnp.linalg.norm(z, axis=1, keepdims=True), 1e-12)
    s = jnp.linalg.svd(z - z.mean(0), compute_uv=False)
    rank = jnp.exp(entr(s / jnp.maximum(s.sum(), 1e-30)).sum())
    return {
        "mean_entropy": single,
        "entropy_of_mean": together,
        "kl_spread": together - single,
        "std_mean": jnp.std(u, axis=0).mean(),
        "effective_rank": rank * (s.sum() > 1e-5 * jnp.linalg.norm(z)),
    }
