"""A mean over a list of pairs; logaddexp for the normalisers."""

import numpy as np


def dino_loss(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> tuple[float, np.ndarray]:
    """DINO loss as the mean of a list."""
    S, T = len(student), len(teacher)
    if min(ts, tt) <= 0:
        raise ValueError("temperature")
    if S < T or (S, T) == (1, 1):
        raise ValueError("views")
    if student.shape[1:] != teacher.shape[1:] or student.shape[-1:] != center.shape:
        raise ValueError("shapes")
    z = (teacher - center) / tt
    q = np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))
    x = student / ts
    log_p = x - np.logaddexp.reduce(x, axis=-1, keepdims=True)
    p = np.exp(log_p)
    losses = []
    dstudent = np.zeros_like(x)
    for v in range(S):
        others = [i for i in range(T) if i != v]
        losses += [np.mean(np.sum(-q[i] * log_p[v], axis=1)) for i in others]
        if others:
            dstudent[v] = len(others) * p[v] - q[others].sum(axis=0)
    return np.mean(losses), dstudent / (ts * student.shape[1] * len(losses))
