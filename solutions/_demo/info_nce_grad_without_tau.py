import numpy as np


def info_nce_grad(q, k, *, tau):
    if tau <= 0:
        raise ValueError("tau must be positive")
    q_norm = np.maximum(np.linalg.norm(q, axis=1, keepdims=True), 1e-12)
    k_norm = np.maximum(np.linalg.norm(k, axis=1, keepdims=True), 1e-12)
    u, v = q / q_norm, k / k_norm
    s = u @ v.T / tau
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    n = len(q)
    g = (p - np.eye(n)) / n
    du, dv = g @ v, g.T @ u
    dq = (du - u * (u * du).sum(axis=1, keepdims=True)) / q_norm
    dk = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / k_norm
    dtau = -(g * s).sum() / tau
    return dq, dk, dtau
