"""Written as a step towards the new value, leaf by leaf."""

import jax
import jax.numpy as jnp


def _towards(old: jax.Array, new: jax.Array, m: float) -> jax.Array:
    return old + (1.0 - m) * (new - old)


def ema_update(
    teacher: dict[str, jax.Array], student: dict[str, jax.Array], *, m: float
) -> dict[str, jax.Array]:
    """Move every leaf by (1 - m) of the way to the student."""
    if teacher.keys() != student.keys():
        raise ValueError("another network")
    old, new = jax.tree.leaves(teacher), jax.tree.leaves(student)
    moved = [_towards(a, b, m) for a, b in zip(old, new, strict=True)]
    return dict(jax.tree.unflatten(jax.tree.structure(teacher), moved))


def center_update(center: jax.Array, teacher_out: jax.Array, *, m: float) -> jax.Array:
    """Move the centre by (1 - m) of the way to the mean row."""
    rows = jnp.reshape(teacher_out, (-1, teacher_out.shape[-1]))
    return _towards(center, jnp.mean(rows, axis=0), m)
