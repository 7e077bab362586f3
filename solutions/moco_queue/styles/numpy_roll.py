"""The queue is rolled to the pointer, written at the front, and rolled back."""

import numpy as np


def moco_step(
    q: np.ndarray, k: np.ndarray, queue: np.ndarray, ptr: int, *, tau: float
) -> tuple[float, np.ndarray, np.ndarray, int]:
    """One step whose gradient goes through the Jacobian of every query."""
    n, d = q.shape
    if tau <= 0 or n > len(queue):
        raise ValueError("tau or the number of keys")
    if k.shape != q.shape or queue.shape[1] != d:
        raise ValueError("shapes")
    length = np.linalg.norm(q, axis=1)
    length = np.where(length > 1e-12, length, 1e-12)
    u = q / length[:, None]
    v = k / np.maximum(np.linalg.norm(k, axis=1), 1e-12)[:, None]
    s = np.hstack([np.sum(u * v, axis=1)[:, None], u @ queue.T]) / tau
    lse = np.logaddexp.reduce(s, axis=1)
    loss = np.mean(lse - s[:, 0])
    p = np.exp(s - lse[:, None])
    du = ((p[:, 0] - 1)[:, None] * v + p[:, 1:] @ queue) / (n * tau)
    jacobian = (np.eye(d) - u[:, :, None] * u[:, None, :]) / length[:, None, None]
    dq = np.squeeze(jacobian @ du[:, :, None], axis=2)
    rolled = np.roll(queue, -ptr, axis=0)
    rolled[:n] = v
    return float(loss), dq, np.roll(rolled, ptr, axis=0), (ptr + n) % len(queue)
