"""Number by number."""

import numpy as np


def ema_update(
    teacher: dict[str, np.ndarray], student: dict[str, np.ndarray], *, m: float
) -> dict[str, np.ndarray]:
    """Average every number of every leaf."""
    if len(teacher) != len(student):
        raise ValueError("another number of leaves")
    updated = {}
    for name in teacher:
        old, new = teacher[name], student[name]
        leaf = np.empty(np.shape(old))
        for place in np.ndindex(leaf.shape):
            leaf[place] = m * float(old[place]) + (1 - m) * float(new[place])
        updated[name] = leaf
    return updated


def center_update(center: np.ndarray, teacher_out: np.ndarray, *, m: float) -> np.ndarray:
    """Average the centre with explicit sums."""
    views, images, outputs = teacher_out.shape
    updated = np.empty(outputs)
    for k in range(outputs):
        total = 0.0
        for t in range(views):
            for b in range(images):
                total += float(teacher_out[t, b, k])
        updated[k] = m * float(center[k]) + (1 - m) * total / (views * images)
    return updated
