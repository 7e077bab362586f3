"""Reference solution of ema_center in NumPy."""

import numpy as np


def ema_update(
    teacher: dict[str, np.ndarray], student: dict[str, np.ndarray], *, m: float
) -> dict[str, np.ndarray]:
    """Exponential moving average of every leaf: ``m * teacher + (1 - m) * student``.

    See Tarvainen and Valpola, Mean teachers are better role models, NeurIPS 2017; Caron et al.,
    Emerging Properties in Self-Supervised Vision Transformers, ICCV 2021, section 3.1.
    """
    if teacher.keys() != student.keys():
        differing = sorted(teacher.keys() ^ student.keys())
        raise ValueError(f"teacher and student differ in {', '.join(differing)}")

    # Every leaf, whatever its name: running statistics are part of the network too.
    # New arrays: writing into teacher would change what the caller still holds.
    return {name: m * teacher[name] + (1.0 - m) * student[name] for name in teacher}


def center_update(center: np.ndarray, teacher_out: np.ndarray, *, m: float) -> np.ndarray:
    """Exponential moving average of the mean of raw teacher logits.

    See Caron et al., ICCV 2021, section 3.1, equation 4.
    """
    # One mean over all rows, that is over views and images, for every output.
    rows = np.asarray(teacher_out).mean(axis=(0, 1))
    return np.asarray(m * center + (1.0 - m) * rows)
