"""Written as a step towards the new value."""

import numpy as np


def ema_update(
    teacher: dict[str, np.ndarray], student: dict[str, np.ndarray], *, m: float
) -> dict[str, np.ndarray]:
    """Move every leaf by (1 - m) of the way to the student."""
    if set(teacher) != set(student):
        raise KeyError("leaves differ")
    updated = {name: np.array(leaf, dtype=float) for name, leaf in teacher.items()}
    for name in updated:
        updated[name] += (1 - m) * (student[name] - updated[name])
    return updated


def center_update(center: np.ndarray, teacher_out: np.ndarray, *, m: float) -> np.ndarray:
    """Move the centre by (1 - m) of the way to the mean row."""
    rows = teacher_out.reshape(-1, teacher_out.shape[-1])
    return np.asarray(center + (1 - m) * (rows.mean(axis=0) - center))
