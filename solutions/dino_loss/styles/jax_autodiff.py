"""Two loops as in the original code, the gradient by jax.value_and_grad."""

import jax
import jax.numpy as jnp


def _loss(student: jax.Array, q: jax.Array, ts: float) -> jax.Array:
    log_p = jax.nn.log_softmax(student / ts, axis=-1)
    terms = []
    for i in range(q.shape[0]):
        for v in range(student.shape[0]):
            if v == i:
                continue
            terms.append(jnp.sum(-q[i] * log_p[v], axis=-1).mean())
    return sum(terms, jnp.zeros(())) / len(terms)


def dino_loss(
    student: jax.Array, teacher: jax.Array, center: jax.Array, *, ts: float, tt: float
) -> tuple[jax.Array, jax.Array]:
    """DINO loss, differentiated by the machine."""
    if ts <= 0 or tt <= 0:
        raise ValueError("temperatures must be positive")
    if len(student) < len(teacher) or len(student) == len(teacher) == 1:
        raise ValueError("no pair of views")
    if student.shape[1:] != teacher.shape[1:]:
        raise ValueError("B or K differs")
    student = student.astype(jnp.promote_types(student.dtype, jnp.float32))
    q = jax.nn.softmax((teacher.astype(student.dtype) - center) / tt, axis=-1)
    return jax.value_and_grad(_loss)(student, jax.lax.stop_gradient(q), ts)
