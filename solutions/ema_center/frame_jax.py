"""The frame into which the third hint is pasted."""

import jax

# <hint>


def ema_update(
    teacher: dict[str, jax.Array], student: dict[str, jax.Array], *, m: float
) -> dict[str, jax.Array]:
    """Average every leaf."""
    return all_leaves(teacher, student, m)  # type: ignore[name-defined, no-any-return] # noqa: F821


def center_update(center: jax.Array, teacher_out: jax.Array, *, m: float) -> jax.Array:
    """Average the centre."""
    return all_rows(center, teacher_out, m)  # type: ignore[name-defined, no-any-return] # noqa: F821
