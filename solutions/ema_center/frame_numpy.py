"""The frame into which the third hint is pasted."""

import numpy as np

# <hint>


def ema_update(
    teacher: dict[str, np.ndarray], student: dict[str, np.ndarray], *, m: float
) -> dict[str, np.ndarray]:
    """Average every leaf."""
    return all_leaves(teacher, student, m)  # type: ignore[name-defined, no-any-return] # noqa: F821


def center_update(center: np.ndarray, teacher_out: np.ndarray, *, m: float) -> np.ndarray:
    """Average the centre."""
    return all_rows(center, teacher_out, m)  # type: ignore[name-defined, no-any-return] # noqa: F821
