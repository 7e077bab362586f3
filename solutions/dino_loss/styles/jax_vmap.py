"""One image, mapped over the batch."""

from functools import partial

import jax
import jax.numpy as jnp


def _image(x: jax.Array, z: jax.Array, ts: float) -> tuple[jax.Array, jax.Array]:
    """Loss and slope of one image: x [S, K] and z [T, K] are scaled logits."""
    log_p = x - jax.scipy.special.logsumexp(x, axis=1, keepdims=True)
    q = jax.lax.stop_gradient(jnp.exp(z - jax.scipy.special.logsumexp(z, axis=1, keepdims=True)))
    other = (jnp.arange(len(z))[:, None] != jnp.arange(len(x))[None, :]).astype(x.dtype)
    count = len(z) * (len(x) - 1)
    loss = -jnp.sum(other * (q @ log_p.T)) / count
    slope = other.sum(0)[:, None] * jnp.exp(log_p) - other.T @ q
    return loss, slope / (ts * count)


def dino_loss(
    student: jax.Array, teacher: jax.Array, center: jax.Array, *, ts: float, tt: float
) -> tuple[jax.Array, jax.Array]:
    """DINO loss of one image, mapped over all images."""
    S, B, K = student.shape
    T = teacher.shape[0]
    if ts <= 0 or tt <= 0 or S < T or S * T == 1:
        raise ValueError("temperatures or views")
    if teacher.shape != (T, B, K) or center.shape != (K,):
        raise ValueError("shapes")
    dtype = jnp.promote_types(student.dtype, jnp.float32)
    x, z = student.astype(dtype) / ts, (teacher.astype(dtype) - center) / tt
    loss, slope = jax.vmap(partial(_image, ts=ts), in_axes=(1, 1), out_axes=(0, 1))(x, z)
    return loss.mean(), slope / B
