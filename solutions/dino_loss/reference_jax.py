"""Reference solution of dino_loss in JAX."""

import jax
import jax.numpy as jnp


def dino_loss(
    student: jax.Array, teacher: jax.Array, center: jax.Array, *, ts: float, tt: float
) -> tuple[jax.Array, jax.Array]:
    """Mean cross-entropy of the student's views under the teacher's, and its gradient.

    See Caron et al., Emerging Properties in Self-Supervised Vision Transformers, ICCV 2021, section
    3.1.
    """
    if ts <= 0 or tt <= 0:
        raise ValueError(f"temperatures must be positive, got ts = {ts} and tt = {tt}")
    if student.ndim != 3 or teacher.ndim != 3 or center.shape != student.shape[2:]:
        raise ValueError("expected student [S, B, K], teacher [T, B, K] and center [K]")
    if student.shape[1:] != teacher.shape[1:]:
        raise ValueError(f"B and K differ: student {student.shape}, teacher {teacher.shape}")
    (S, B, _), T = student.shape, len(teacher)
    if S < T or S == T == 1:
        raise ValueError(f"S = {S} student and T = {T} teacher views make no pair")
    dtype = jnp.promote_types(student.dtype, jnp.float32)

    # The teacher is a label, so no gradient may flow into it. Its centre goes first and its
    # temperature comes after: only so are centre and logits in the same unit.
    q = jax.nn.softmax((teacher.astype(dtype) - center.astype(dtype)) / tt, axis=-1)
    q = jax.lax.stop_gradient(q)
    log_p = jax.nn.log_softmax(student.astype(dtype) / ts, axis=-1)

    # Row i teaches column v. The first T views are the teacher's own crops: nobody teaches itself.
    teaches = 1.0 - jnp.eye(T, S, dtype=dtype)
    pairs = T * (S - 1)
    surprise = -jnp.einsum("ibk,vbk->iv", q, log_p) / B
    loss = (teaches * surprise).sum() / pairs

    # Every pair pulls its view's probabilities towards its teacher's: p - q, as in cross_entropy.
    asked = teaches.sum(axis=0)[:, None, None]
    wanted = jnp.einsum("iv,ibk->vbk", teaches, q)
    dstudent = (asked * jnp.exp(log_p) - wanted) / (ts * B * pairs)
    return loss, dstudent
