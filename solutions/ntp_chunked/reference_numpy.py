"""Reference solution of ntp_chunked in NumPy."""

import numpy as np

WORDS = 4096  # a block of this many words of dW is small enough to stay near the processor


def ntp_chunked(
    hidden: np.ndarray, W: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """Weighted mean cross-entropy of ``hidden @ W.T``, and its gradients, a chunk at a time.

    See Hsu et al., Liger Kernel, arXiv 2410.10989, 2024, on the fused linear cross-entropy.
    """
    hidden, W, targets, weights = map(np.asarray, (hidden, W, targets, weights))
    if chunk < 1:
        raise ValueError(f"chunk must be at least 1, got {chunk}")
    if (
        hidden.ndim != 2
        or W.shape[1:] != hidden.shape[1:]
        or not targets.shape == weights.shape == hidden.shape[:1]
    ):
        raise ValueError(
            f"expected hidden [N, D], W [V, D], targets [N] and weights [N], "
            f"got {hidden.shape}, {W.shape}, {targets.shape} and {weights.shape}"
        )
    dtype = np.result_type(hidden.dtype, W.dtype, np.float32)
    hidden, W = np.ascontiguousarray(hidden, dtype), np.ascontiguousarray(W, dtype)

    # One divisor for all chunks. Shares sum to 1, or are all 0.
    counted = weights > 0
    share = (weights / (weights.sum() if counted.any() else 1.0)).astype(dtype)
    target = np.where(counted, targets, 0)

    loss = 0.0
    dhidden, dW = np.empty_like(hidden), np.zeros_like(W)
    room = np.empty((min(chunk, len(hidden)), len(W)), dtype)  # the largest array there is

    for start in range(0, len(hidden), chunk):
        c = slice(start, start + chunk)
        h, t, w = hidden[c], target[c], share[c]  # the last chunk may be shorter
        rows = np.arange(len(h))

        # Logits first, exponentials next, then slopes: all of them in the same room.
        z = np.matmul(h, W.T, out=room[: len(h)])
        z -= z.max(axis=1, keepdims=True)
        at_target = z[rows, t]
        np.exp(z, out=z)
        total = z.sum(axis=1)
        loss += float(w @ (np.log(total) - at_target))

        z *= (w / total)[:, None]  # p, the derivative of the log-sum-exp ...
        z[rows, t] -= w  # ... minus y, the derivative of the target's logit

        # A row of hidden meets its own logits only; a word meets the logits of all chunks.
        np.matmul(z, W, out=dhidden[c])
        for first in range(0, len(W), WORDS):  # z.T @ h at once would be a second dW
            block = slice(first, first + WORDS)
            dW[block] += z[:, block].T @ h
    return loss, dhidden, dW
