"""A comparison with arange as the one-hot target of a chunk."""

import numpy as np


def _chunk(
    h: np.ndarray, W: np.ndarray, t: np.ndarray, share: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    z = h @ W.T
    z -= z.max(1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
    y = np.arange(len(W)) == t[:, None]
    dz = share[:, None] * (np.exp(log_p) - y)
    return -(share * log_p[y]).sum(), dz @ W, dz.T @ h


def ntp_chunked(
    hidden: np.ndarray, W: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """Cross-entropy of chunks, as the unchunked function would compute it."""
    n = len(hidden)
    if chunk <= 0 or len(targets) != n or len(weights) != n:
        raise ValueError("bad chunk or shapes")
    keep = weights != 0
    if not keep.any():
        return 0.0, np.zeros(hidden.shape), np.zeros(W.shape)
    share, t = weights / weights.sum(), targets * keep
    loss, dhidden, dW = 0.0, [], np.zeros(W.shape)
    for i in range(-(-n // chunk)):
        c = slice(i * chunk, (i + 1) * chunk)
        part, dh, dw = _chunk(hidden[c], W, t[c], share[c])
        loss += part
        dhidden.append(dh)
        dW += dw
    return loss, np.concatenate(dhidden), dW
