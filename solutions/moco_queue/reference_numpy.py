"""Reference solution of moco_queue in NumPy."""

import numpy as np


def _unit(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows at unit length, and the lengths that they were divided by."""
    length = np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), 1e-12)
    return x / length, length


def moco_step(
    q: np.ndarray, k: np.ndarray, queue: np.ndarray, ptr: int, *, tau: float
) -> tuple[float, np.ndarray, np.ndarray, int]:
    """InfoNCE against a queue of old keys, its gradient in the queries, and the next queue.

    See He, Fan, Wu, Xie and Girshick, Momentum Contrast for Unsupervised Visual Representation
    Learning, CVPR 2020, section 3.2.
    """
    q, k, queue = np.asarray(q), np.asarray(k), np.asarray(queue)
    if tau <= 0:
        raise ValueError(f"tau must be positive, got {tau}")
    if q.ndim != 2 or q.shape != k.shape or queue.ndim != 2 or queue.shape[1] != q.shape[1]:
        raise ValueError(f"expected [N, D] twice and [K, D], got {q.shape} {k.shape} {queue.shape}")
    N, K = len(q), len(queue)
    if N > K:
        raise ValueError(f"{N} keys do not fit into a queue of {K}")
    u, length = _unit(q)
    v, _ = _unit(k)

    # Candidate 0 is the query's own key, candidates 1 to K are the queue as it came in.
    positive = (u * v).sum(axis=1, keepdims=True)
    s = np.concatenate([positive, u @ queue.T], axis=1) / tau
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[:, 0].mean()

    # Softmax minus one-hot, then back through the products and through the normalisation of q.
    # Keys and queue are labels: nothing flows into them.
    g = np.exp(log_p)
    g[:, 0] -= 1.0
    g /= N * tau
    du = g[:, :1] * v + g[:, 1:] @ queue
    dq = (du - u * (u * du).sum(axis=1, keepdims=True)) / length

    # Only now do the keys enter: before the loss, every right answer would be a wrong one too.
    new_queue = queue.copy()
    new_queue[(ptr + np.arange(N)) % K] = v
    return float(loss), dq, new_queue, (ptr + N) % K
