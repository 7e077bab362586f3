"""One-hot labels, and the Jacobian of the normalisation as a matrix per row."""

import numpy as np


def _normalise(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    length = np.maximum(np.linalg.norm(x, axis=1), 1e-12)
    u = x / length[:, None]
    identity = np.eye(x.shape[1])
    return u, (identity - u[:, :, None] * u[:, None, :]) / length[:, None, None]


def info_nce_grad(
    q: np.ndarray, k: np.ndarray, *, tau: float
) -> tuple[np.ndarray, np.ndarray, np.float64]:
    """Slopes by explicit Jacobians."""
    if tau <= 0:
        raise ValueError(f"temperature {tau}")
    if q.shape != k.shape:
        raise ValueError(f"{q.shape} against {k.shape}")
    u, jacobian_q = _normalise(q)
    v, jacobian_k = _normalise(k)
    s = u @ v.T / tau
    shifted = s - np.max(s, axis=-1, keepdims=True)
    softmax = np.exp(shifted) / np.exp(shifted).sum(axis=-1, keepdims=True)
    residual = softmax - np.eye(q.shape[0])
    du = residual @ v / (len(q) * tau)
    dv = residual.T @ u / (len(q) * tau)
    dq = np.squeeze(jacobian_q @ du[:, :, None], axis=2)
    dk = np.squeeze(jacobian_k @ dv[:, :, None], axis=2)
    # The mean over queries of (expected logit minus right logit), with a minus and 1/tau.
    expected = (softmax * s).sum(axis=1)
    dtau = -np.mean(expected - np.diag(s)) / tau
    return dq, dk, np.float64(dtau)
