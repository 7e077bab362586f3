"""Row by row inside every chunk; never more than one row of logits."""

import math

import numpy as np


def ntp_chunked(
    hidden: np.ndarray, W: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """Cross-entropy with explicit loops over chunks and rows."""
    if chunk < 1:
        raise ValueError("no rows in a chunk")
    n = hidden.shape[0]
    if targets.shape != (n,) or weights.shape != (n,) or hidden.shape[1] != W.shape[1]:
        raise ValueError("shapes do not fit")
    loss = 0.0
    dhidden = np.zeros(hidden.shape)
    dW = np.zeros(W.shape)
    total = sum(float(w) for w in weights)
    if total == 0:
        return loss, dhidden, dW
    start = 0
    while start < n:
        for i in range(start, min(start + chunk, n)):
            w = float(weights[i]) / total
            if w == 0:
                continue
            z = W @ hidden[i]
            largest = float(z.max())
            p = np.exp(z - largest)
            s = float(p.sum())
            loss += w * (largest + math.log(s) - float(z[targets[i]]))
            p *= w / s
            p[targets[i]] -= w
            dhidden[i] = p @ W
            dW += p[:, None] * hidden[i]
        start += chunk
    return loss, dhidden, dW
