"""The loss first, with a log-sum-exp kept per row; then the gradients from logits made again."""

import numpy as np


def ntp_chunked(
    hidden: np.ndarray, W: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """Cross-entropy in two passes over the chunks."""
    if chunk < 1:
        raise ValueError("chunk must be positive")
    if len({len(hidden), len(targets), len(weights)}) > 1:
        raise ValueError("hidden, targets and weights differ in N")
    total = weights.sum()
    share = weights / np.where(total == 0, 1, total)
    t = np.clip(targets, 0, len(W) - 1)
    cuts = [slice(s, s + chunk) for s in range(0, len(hidden), chunk)]

    lse = np.empty(len(hidden))
    for c in cuts:
        z = hidden[c] @ W.T
        m = z.max(axis=1)
        lse[c] = m + np.log(np.exp(z - m[:, None]).sum(axis=1))
    loss = share @ (lse - (hidden * W[t]).sum(axis=1))

    # The target's part of both gradients needs no logits at all.
    dhidden, dW = -share[:, None] * W[t], np.zeros_like(W)
    np.subtract.at(dW, t, share[:, None] * hidden)
    for c in cuts:
        p = share[c, None] * np.exp(hidden[c] @ W.T - lse[c, None])
        dhidden[c] += p @ W
        dW += p.T @ hidden[c]
    return loss, dhidden, dW
