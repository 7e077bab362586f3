"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def dino_loss(
    student: jax.Array, teacher: jax.Array, center: jax.Array, *, ts: float, tt: float
) -> tuple[jax.Array, jax.Array]:
    """DINO loss and its gradient in the student's logits."""
    (S, B, K), T = student.shape, teacher.shape[0]
    if teacher.shape != (T, B, K) or center.shape != (K,):
        raise ValueError("student, teacher and center differ in B or K")
    if S < T or T * (S - 1) == 0:
        raise ValueError("no pair of different views")
    if ts <= 0 or tt <= 0:
        raise ValueError("temperatures must be positive")
    dtype = jnp.promote_types(student.dtype, jnp.float32)
    student, teacher, center = (x.astype(dtype) for x in (student, teacher, center))
    # <hint>
    raise NotImplementedError
