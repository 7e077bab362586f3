"""Two passes over square tiles: an online log-sum-exp per row, then the slopes tile by tile."""

import numpy as np


def _unit(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    length = np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), 1e-12)
    return x / length, length


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """InfoNCE that never holds more than chunk x chunk similarities."""
    if tau <= 0 or chunk < 1:
        raise ValueError("tau and chunk must be positive")
    if q.shape != k.shape:
        raise ValueError("q and k differ in shape")
    n = len(q)
    u, length_q = _unit(q)
    v, length_k = _unit(k)
    cuts = [slice(s, s + chunk) for s in range(0, n, chunk)]

    m, total = np.full(n, -np.inf), np.zeros(n)
    for i in cuts:
        for j in cuts:
            s = u[i] @ v[j].T / tau
            larger = np.maximum(m[i], s.max(axis=1))
            total[i] *= np.exp(m[i] - larger)
            total[i] += np.exp(s - larger[:, None]).sum(axis=1)
            m[i] = larger
    lse = m + np.log(total)
    loss = np.mean(lse - (u * v).sum(axis=1) / tau)

    du, dv = -v, -u  # the pull of the positives needs no matrix
    for i in cuts:
        for j in cuts:
            p = np.exp(u[i] @ v[j].T / tau - lse[i, None])
            du[i] += p @ v[j]
            dv[j] += p.T @ u[i]
    dq = (du - u * (u * du).sum(axis=1, keepdims=True)) / (length_q * n * tau)
    dk = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / (length_k * n * tau)
    return loss, dq, dk
