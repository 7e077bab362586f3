"""Float32 throughout."""

import numpy as np


def _log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    return np.asarray(x - np.log(np.exp(x).sum(-1, keepdims=True)), dtype=np.float32)


def dino_loss(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> tuple[float, np.ndarray]:
    """DINO loss in float32, the loss handed back as a Python float."""
    S, B, K = student.shape
    T = teacher.shape[0]
    if ts <= 0 or tt <= 0 or S < T or S + T == 2:
        raise ValueError("temperature or views")
    if teacher.shape != (T, B, K) or center.shape != (K,):
        raise ValueError("shapes")
    seen = teacher.astype(np.float32) - center.astype(np.float32)
    q = np.exp(_log_softmax(seen / np.float32(tt)))
    log_p = _log_softmax(student.astype(np.float32) / np.float32(ts))
    loss = np.float32(0)
    slope = np.zeros((S, B, K), np.float32)
    count = 0
    for i in range(T):
        for v in range(S):
            if i == v:
                continue
            loss -= (q[i] * log_p[v]).sum(-1).mean()
            slope[v] += np.exp(log_p[v]) - q[i]
            count += 1
    return float(loss / count), slope / np.float32(count * B * ts)
