"""All pairs at once, the diagonal taken away afterwards."""

import numpy as np


def _softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - np.amax(x, axis=2, keepdims=True))
    return np.asarray(e / np.einsum("vbk->vb", e)[..., None])


def dino_loss(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> tuple[float, np.ndarray]:
    """DINO loss as everything minus the views that meet themselves."""
    if not (ts > 0 and tt > 0):
        raise ValueError("ts and tt must be > 0")
    if teacher.shape[1:] != student.shape[1:] or center.shape != student.shape[2:]:
        raise ValueError("shapes differ")
    s, t, b = student.shape[0], teacher.shape[0], student.shape[1]
    if s < t or s * t == 1:
        raise ValueError("no pair of views")
    n = t * s - t
    x = student / ts
    m = np.amax(x, axis=2, keepdims=True)
    log_p = x - m - np.log(np.exp(x - m).sum(2, keepdims=True))
    q = _softmax((teacher - center) / tt)
    everything = np.einsum("ibk,vbk->", q, log_p)
    itself = np.einsum("ibk,ibk->", q, log_p[:t])
    weight = np.full((s, 1, 1), float(t))
    weight[:t] -= 1.0
    dstudent = weight * np.exp(log_p) - q.sum(axis=0)
    dstudent[:t] += q
    return -(everything - itself) / (n * b), dstudent / (n * b * ts)
