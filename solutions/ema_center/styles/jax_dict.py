"""A dict comprehension."""

import jax


def ema_update(
    teacher: dict[str, jax.Array], student: dict[str, jax.Array], *, m: float
) -> dict[str, jax.Array]:
    """Average every leaf by name."""
    if set(teacher) != set(student):
        raise KeyError("leaves differ")
    return {name: m * leaf + (1 - m) * student[name] for name, leaf in teacher.items()}


def center_update(center: jax.Array, teacher_out: jax.Array, *, m: float) -> jax.Array:
    """Average the centre with the mean over views of the means over images."""
    return m * center + (1 - m) * teacher_out.mean(axis=1).mean(axis=0)
