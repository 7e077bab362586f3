"""Pair by pair, with the math module."""

import math

import numpy as np


def ntp_loss_and_grad(
    logits: np.ndarray,
    tokens: np.ndarray,
    segment_ids: np.ndarray,
    *,
    num_items: int | None = None,
) -> tuple[float, np.ndarray]:
    """Add up surprises and slopes, pair by pair."""
    rows, length, words = logits.shape
    if tokens.shape != (rows, length) or segment_ids.shape != (rows, length):
        raise ValueError("shapes differ")
    pairs = [
        (b, t)
        for b in range(rows)
        for t in range(length - 1)
        if segment_ids[b, t] != 0 and segment_ids[b, t] == segment_ids[b, t + 1]
    ]
    total = len(pairs) if num_items is None else num_items
    loss, dlogits = 0.0, np.zeros((rows, length, words))
    if total == 0:
        return loss, dlogits
    for b, t in pairs:
        z = [float(value) for value in logits[b, t]]
        lse = max(z) + math.log(sum(math.exp(value - max(z)) for value in z))
        loss += (lse - z[tokens[b, t + 1]]) / total
        for v in range(words):
            dlogits[b, t, v] = (math.exp(z[v] - lse) - (v == tokens[b, t + 1])) / total
    return loss, dlogits
