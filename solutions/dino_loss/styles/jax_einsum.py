"""All pairs at once, the diagonal taken away afterwards."""

import jax
import jax.numpy as jnp


def dino_loss(
    student: jax.Array, teacher: jax.Array, center: jax.Array, *, ts: float, tt: float
) -> tuple[jax.Array, jax.Array]:
    """DINO loss as everything minus the views that meet themselves."""
    s, t = student.shape[0], teacher.shape[0]
    if ts <= 0 or tt <= 0:
        raise ValueError("ts, tt")
    if s < t or s == 1:
        raise ValueError("views")
    if student.shape[1:] != teacher.shape[1:] or center.shape[0] != student.shape[2]:
        raise ValueError("shapes")
    x = student.astype(jnp.promote_types(student.dtype, jnp.float32)) / ts
    m = jax.lax.stop_gradient(jnp.max(x, axis=-1, keepdims=True))
    log_p = x - m - jnp.log(jnp.exp(x - m).sum(-1, keepdims=True))
    z = jax.lax.stop_gradient(teacher - center) / tt
    e = jnp.exp(z - z.max(-1, keepdims=True))
    q = e / e.sum(-1, keepdims=True)
    n = x.shape[1] * t * (s - 1)
    loss = (jnp.einsum("ibk,ibk->", q, log_p[:t]) - jnp.einsum("ibk,vbk->", q, log_p)) / n
    asked = jnp.where(jnp.arange(s) < t, t - 1, t)[:, None, None]
    dstudent = (asked * jnp.exp(log_p) - q.sum(0)).at[:t].add(q)
    return loss, dstudent / (n * ts)
