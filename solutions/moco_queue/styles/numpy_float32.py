"""Float32 throughout."""

import numpy as np


def moco_step(
    q: np.ndarray, k: np.ndarray, queue: np.ndarray, ptr: int, *, tau: float
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """One step in float32, the loss handed back as a Python float."""
    if tau <= 0 or q.shape != k.shape or q.shape[1] != queue.shape[1] or len(q) > len(queue):
        raise ValueError("tau or shapes")
    q, k, queue = (x.astype(np.float32) for x in (q, k, queue))
    tiny, t = np.float32(1e-12), np.float32(tau)
    length = np.maximum(np.linalg.norm(q, axis=1, keepdims=True), tiny)
    u, v = q / length, k / np.maximum(np.linalg.norm(k, axis=1, keepdims=True), tiny)
    s = np.concatenate([(u * v).sum(1, keepdims=True), u @ queue.T], 1) / t
    s -= s.max(1, keepdims=True)
    e = np.exp(s)
    p = e / e.sum(1, keepdims=True)
    loss = float((np.log(e.sum(1)) - s[:, 0]).mean())
    p[:, 0] -= 1
    du = (p[:, :1] * v + p[:, 1:] @ queue) / (np.float32(len(q)) * t)
    dq = (du - u * (u * du).sum(1, keepdims=True)) / length
    new_queue = queue.copy()
    for i in range(len(k)):
        new_queue[(ptr + i) % len(queue)] = v[i]
    return loss, dq, new_queue, np.asarray((ptr + len(k)) % len(queue))
