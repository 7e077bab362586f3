"""All candidates in one array, contracted with einsum; two slices for the queue."""

import numpy as np


def moco_step(
    q: np.ndarray, k: np.ndarray, queue: np.ndarray, ptr: int, *, tau: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """One step with an array of candidates for every query."""
    if not tau > 0:
        raise ValueError("tau")
    if q.shape != k.shape or queue.shape[1:] != q.shape[1:] or len(q) > len(queue):
        raise ValueError("shapes")
    n, size = len(q), len(queue)
    length = np.sqrt(np.maximum(np.einsum("id,id->i", q, q), 1e-24))
    u = np.einsum("id,i->id", q, 1 / length)
    v = k / np.sqrt(np.maximum(np.einsum("id,id->i", k, k), 1e-24))[:, None]
    candidates = np.concatenate([v[:, None], np.broadcast_to(queue, (n, *queue.shape))], axis=1)
    s = np.einsum("id,ijd->ij", u, candidates) / tau
    top = np.max(s, axis=1, keepdims=True)
    e = np.exp(s - top)
    total = e.sum(axis=1, keepdims=True)
    loss = np.mean(top + np.log(total) - s[:, :1])
    wanted = np.einsum("ij,ijd->id", e / total, candidates)
    du = (wanted - v) / (n * tau)
    dq = (du - np.einsum("id,ie,ie->id", u, u, du)) / length[:, None]
    new_queue = np.array(queue)
    room = min(n, size - ptr)
    new_queue[ptr : ptr + room] = v[:room]
    new_queue[: n - room] = v[room:]
    return loss, dq, new_queue, (ptr + n) % size
