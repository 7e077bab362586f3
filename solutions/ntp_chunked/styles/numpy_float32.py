"""Float32 throughout, with one buffer."""

import numpy as np


def ntp_chunked(
    hidden: np.ndarray, W: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """Cross-entropy in float32, the loss handed back as a Python float."""
    if chunk < 1 or hidden.shape[:1] != targets.shape or targets.shape != weights.shape:
        raise ValueError("chunk below 1, or shapes that differ")
    f4 = np.float32
    h, W, w = hidden.astype(f4), W.astype(f4), weights.astype(f4)
    w /= max(w.sum(), f4(1e-30))
    t = np.where(w > 0, targets, 0)
    loss, dh, dW = f4(0), np.zeros_like(h), np.zeros_like(W)
    for a in range(0, len(h), chunk):
        b = min(a + chunk, len(h))
        z = h[a:b] @ W.T
        z -= z.max(1)[:, None]
        loss -= (w[a:b] * z[np.arange(b - a), t[a:b]]).sum()
        np.exp(z, z)
        s = z.sum(1)
        loss += (w[a:b] * np.log(s)).sum()
        z *= (w[a:b] / s)[:, None]
        z[np.arange(b - a), t[a:b]] -= w[a:b]
        dh[a:b] = z @ W
        dW += z.T @ h[a:b]
    return float(loss), dh, dW
