"""Float32 throughout."""

import numpy as np


def ema_update(
    teacher: dict[str, np.ndarray], student: dict[str, np.ndarray], *, m: float
) -> dict[str, np.ndarray]:
    """Average every leaf in float32."""
    if teacher.keys() - student.keys() or student.keys() - teacher.keys():
        raise KeyError("leaves")
    old, new = np.float32(m), np.float32(1 - m)
    return {
        k: (old * np.asarray(v, np.float32) + new * np.asarray(student[k], np.float32))
        for k, v in teacher.items()
    }


def center_update(center: np.ndarray, teacher_out: np.ndarray, *, m: float) -> np.ndarray:
    """Average the centre in float32."""
    rows = teacher_out.astype(np.float32).mean((0, 1))
    return np.asarray(np.float32(m) * center.astype(np.float32) + np.float32(1 - m) * rows)
