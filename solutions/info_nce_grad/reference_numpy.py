"""Reference solution of info_nce_grad in NumPy."""

import numpy as np


def info_nce_grad(
    q: np.ndarray, k: np.ndarray, *, tau: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slopes of one-sided InfoNCE in q, k and tau, by the chain rule backwards.

    The loss is that of van den Oord, Li and Vinyals, arXiv 1807.03748, section 2.3.
    """
    q, k = np.asarray(q), np.asarray(k)
    if tau <= 0:
        raise ValueError(f"tau must be positive, got {tau}")
    if q.ndim != 2 or q.shape != k.shape:
        raise ValueError(f"q and k must be float[N, D] alike, got {q.shape} and {k.shape}")
    n = len(q)

    # Forwards, as in info_nce.
    length_q = np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    length_k = np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    u, v = q / length_q, k / length_k
    s = (u @ v.T) / tau
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)

    # Backwards. In the logits: prediction minus truth, over the N questions.
    ds = (p - np.eye(n)) / n

    # s = cos / tau: one factor 1/tau on the way to the cosines, and ds/dtau = -s/tau.
    dcos = ds / tau
    dtau = float(-(ds * s).sum() / tau)

    # cos = u v^T: the queries sum over keys, the keys over queries.
    du = dcos @ v
    dv = dcos.T @ u

    # u = q / length: nothing along the row, and less for long rows.
    dq = (du - u * (u * du).sum(axis=1, keepdims=True)) / length_q
    dk = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / length_k
    return dq, dk, dtau
