"""Log-probabilities throughout; the spread as a mean KL divergence."""

import jax
import jax.numpy as jnp
from jax.scipy.special import logsumexp


def collapse_report(logits: jax.Array, z: jax.Array) -> dict[str, jax.Array]:
    """Five numbers about collapse, from log-probabilities."""
    if logits.shape[0] != z.shape[0]:
        raise ValueError("B differs")
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    log_p = logits - logsumexp(logits, axis=1, keepdims=True)
    log_mean = logsumexp(log_p, axis=0) - jnp.log(len(logits))
    p = jnp.exp(log_p)
    single = -(p * log_p).sum(axis=1).mean()
    spread = (p * (log_p - log_mean)).sum(axis=1).mean()
    z = z.astype(jnp.promote_types(z.dtype, jnp.float32))
    u = z / jnp.maximum(jnp.sqrt(jnp.einsum("bd,bd->b", z, z)), 1e-12)[:, None]
    s = jnp.linalg.svd(z - z.mean(axis=0), compute_uv=False)
    alive = s.sum() > 1e-5 * jnp.linalg.norm(z)
    q = jnp.where(alive, s, 1.0) / jnp.where(alive, s, 1.0).sum()
    entropy = -(q * jnp.log(jnp.where(q > 0, q, 1.0))).sum()
    return {
        "mean_entropy": single,
        "entropy_of_mean": single + spread,
        "kl_spread": spread,
        "std_mean": jnp.sqrt(jnp.mean((u - u.mean(0)) ** 2, axis=0)).mean(),
        "effective_rank": jnp.where(alive, jnp.exp(entropy), 0.0),
    }
