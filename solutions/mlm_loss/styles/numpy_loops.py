"""Token by token, class by class, with the math module."""

import math

import numpy as np


def mlm_loss(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> float:
    """Walk through the batch and keep a running sum of the surprises."""
    total, count = 0.0, 0
    for sentence, targets, chosen in zip(logits, labels, selected, strict=True):
        for row, label, asked in zip(sentence, targets, chosen, strict=True):
            if not asked:
                continue
            values = [float(v) for v in row]
            top = max(values)
            lse = top + math.log(sum(math.exp(v - top) for v in values))
            total += lse - values[label]
            count += 1
    return total / count if count else 0.0
