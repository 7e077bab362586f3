"""Row by row, class by class, with the math module."""

import math

import numpy as np


def cross_entropy(
    logits: np.ndarray, targets: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Cross-entropy with explicit loops that skip what does not count."""
    n, v = logits.shape
    if len(targets) != n or len(weights) != n:
        raise ValueError("targets and weights need one entry per row of logits")
    loss = 0.0
    dlogits = np.zeros((n, v))
    total = sum(float(w) for w in weights)
    if total == 0.0:
        return loss, dlogits
    for i in range(n):
        w = float(weights[i])
        if w == 0.0:
            continue
        row = [float(value) for value in logits[i]]
        largest = max(row)
        lse = largest + math.log(sum(math.exp(value - largest) for value in row))
        loss += w * (lse - row[targets[i]]) / total
        for k in range(v):
            hit = 1.0 if k == targets[i] else 0.0
            dlogits[i, k] = w * (math.exp(row[k] - lse) - hit) / total
    return loss, dlogits
