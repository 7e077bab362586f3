"""Float32 throughout."""

import numpy as np


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """InfoNCE in float32, the loss handed back as a Python float."""
    if tau <= 0 or chunk < 1 or q.shape != k.shape:
        raise ValueError("bad tau, chunk or shapes")
    f4 = np.float32
    q, k, n, t = q.astype(f4), k.astype(f4), len(q), f4(tau)
    a = np.maximum(np.sqrt((q * q).sum(1)), f4(1e-12))[:, None]
    b = np.maximum(np.sqrt((k * k).sum(1)), f4(1e-12))[:, None]
    u, v = q / a, k / b
    loss, du, dv = f4(0), np.zeros_like(u), np.zeros_like(v)
    for lo in range(0, n, chunk):
        hi = min(lo + chunk, n)
        i = np.arange(hi - lo)
        s = (u[lo:hi] @ v.T) / t
        s -= s.max(1)[:, None]
        loss -= s[i, lo + i].sum()
        np.exp(s, s)
        z = s.sum(1)
        loss += np.log(z).sum()
        s /= z[:, None]
        s[i, lo + i] -= 1
        du[lo:hi] = s @ v
        dv += s.T @ u[lo:hi]
    du /= f4(n) * t
    dv /= f4(n) * t
    dq = (du - u * (u * du).sum(1)[:, None]) / a
    dk = (dv - v * (v * dv).sum(1)[:, None]) / b
    return float(loss / f4(n)), dq, dk
