"""A Python loop over the chunks, with the gradients by hand."""

import jax
import jax.numpy as jnp


def ntp_chunked(
    hidden: jax.Array, W: jax.Array, targets: jax.Array, weights: jax.Array, *, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Cross-entropy of one chunk after the other, unrolled while tracing."""
    n = hidden.shape[0]
    if chunk < 1 or targets.shape != (n,) or weights.shape != (n,):
        raise ValueError("bad chunk or shapes")
    hidden = hidden.astype(jnp.promote_types(hidden.dtype, jnp.float32))
    total = weights.sum()
    share = weights / jnp.where(total > 0, total, 1.0)
    loss, dW, dhidden = jnp.zeros((), hidden.dtype), jnp.zeros(W.shape, hidden.dtype), []
    for start in range(0, n, chunk):
        h, w = hidden[start : start + chunk], share[start : start + chunk]
        t = jnp.where(w > 0, targets[start : start + chunk], 0)
        z = h @ W.T
        lse = jax.nn.logsumexp(z, axis=1)
        rows = jnp.arange(len(h))
        loss += (w * (lse - z[rows, t])).sum()
        dz = (jnp.exp(z - lse[:, None]).at[rows, t].add(-1.0)) * w[:, None]
        dhidden.append(dz @ W)
        dW += dz.T @ h
    return loss, jnp.concatenate(dhidden), dW
