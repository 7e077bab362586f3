"""Token by token, with the math module."""

import math

import numpy as np


def pseudo_log_likelihood(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> float:
    """Score one sentence with explicit loops that skip special tokens."""
    length = len(ids)
    if logits.shape[0] != length or logits.shape[1] != length or len(special) != length:
        raise ValueError("T differs")
    score = 0.0
    for i in range(length):
        if special[i]:
            continue
        row = [float(x) for x in logits[i, i]]
        largest = max(row)
        lse = largest + math.log(sum(math.exp(x - largest) for x in row))
        score += row[ids[i]] - lse
    return score
