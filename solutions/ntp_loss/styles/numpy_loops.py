"""Pair by pair, with the math module."""

import math

import numpy as np


def ntp_loss(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> float:
    """Walk through every row and score the token one ahead."""
    rows, length, words = logits.shape
    if tokens.shape != (rows, length) or segment_ids.shape != (rows, length):
        raise ValueError("shapes differ")
    total, pairs = 0.0, 0
    for b in range(rows):
        for t in range(length - 1):
            if segment_ids[b, t] == 0 or segment_ids[b, t] != segment_ids[b, t + 1]:
                continue
            z = [float(logits[b, t, v]) for v in range(words)]
            largest = max(z)
            lse = largest + math.log(sum(math.exp(value - largest) for value in z))
            total += lse - z[tokens[b, t + 1]]
            pairs += 1
    return total / pairs if pairs else 0.0
