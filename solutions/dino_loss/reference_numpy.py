"""Reference solution of dino_loss in NumPy."""

import numpy as np


def _log_softmax(x: np.ndarray) -> np.ndarray:
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def dino_loss(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> tuple[float, np.ndarray]:
    """Mean cross-entropy of the student's views under the teacher's, and its gradient.

    See Caron et al., Emerging Properties in Self-Supervised Vision Transformers, ICCV 2021, section
    3.1.
    """
    student, teacher, center = np.asarray(student), np.asarray(teacher), np.asarray(center)
    if ts <= 0 or tt <= 0:
        raise ValueError(f"temperatures must be positive, got ts = {ts} and tt = {tt}")
    if student.ndim != 3 or teacher.ndim != 3 or center.shape != student.shape[2:]:
        raise ValueError("expected student [S, B, K], teacher [T, B, K] and center [K]")
    if student.shape[1:] != teacher.shape[1:]:
        raise ValueError(f"B and K differ: student {student.shape}, teacher {teacher.shape}")
    (S, B, _), T = student.shape, len(teacher)
    if S < T or S == T == 1:
        raise ValueError(f"S = {S} student and T = {T} teacher views make no pair")
    dtype = np.result_type(student.dtype, np.float32)

    # The teacher is a label. Its centre goes first and its temperature comes after: only so are
    # centre and logits in the same unit.
    q = np.exp(_log_softmax((teacher - center).astype(dtype) / tt))
    log_p = _log_softmax(student.astype(dtype) / ts)

    # Row i teaches column v. The first T views are the teacher's own crops: nobody teaches itself.
    teaches = ~np.eye(T, S, dtype=bool)
    pairs = teaches.sum()
    surprise = -np.einsum("ibk,vbk->iv", q, log_p) / B
    loss = surprise[teaches].sum() / pairs

    # Every pair pulls its view's probabilities towards its teacher's: p - q, as in cross_entropy.
    asked = teaches.sum(axis=0)[:, None, None]
    wanted = np.einsum("iv,ibk->vbk", teaches.astype(dtype), q)
    dstudent = (asked * np.exp(log_p) - wanted) / (ts * B * pairs)
    return float(loss), dstudent
