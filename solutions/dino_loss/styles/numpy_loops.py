"""Pair by pair, image by image, with the math module."""

import math

import numpy as np


def _log_probabilities(row: list[float]) -> list[float]:
    largest = max(row)
    lse = largest + math.log(sum(math.exp(z - largest) for z in row))
    return [z - lse for z in row]


def dino_loss(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> tuple[float, np.ndarray]:
    """DINO loss with explicit loops."""
    s, b, k = student.shape
    t = teacher.shape[0]
    if ts <= 0 or tt <= 0:
        raise ValueError("a temperature is not positive")
    if teacher.shape[1:] != student.shape[1:] or len(center) != k:
        raise ValueError("shapes")
    pairs = [(i, v) for i in range(t) for v in range(s) if i != v]
    if s < t or not pairs:
        raise ValueError("no pairs")
    loss, slope = 0.0, np.zeros(student.shape)
    for i, v in pairs:
        for n in range(b):
            seen = [(float(teacher[i, n, j]) - float(center[j])) / tt for j in range(k)]
            log_q = _log_probabilities(seen)
            log_p = _log_probabilities([float(student[v, n, j]) / ts for j in range(k)])
            for j in range(k):
                q = math.exp(log_q[j])
                loss -= q * log_p[j] / b / len(pairs)
                slope[v, n, j] += (math.exp(log_p[j]) - q) / ts / b / len(pairs)
    return loss, slope
