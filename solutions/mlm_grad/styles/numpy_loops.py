"""Token by token, class by class, with the math module."""

import math

import numpy as np


def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> np.ndarray:
    """Visit every selected token and fill its row."""
    dz = np.zeros_like(logits)
    count = int(np.sum(selected))
    for b, (targets, chosen) in enumerate(zip(labels, selected, strict=True)):
        for t, (label, asked) in enumerate(zip(targets, chosen, strict=True)):
            if not asked:
                continue
            row = [float(v) for v in logits[b, t]]
            top = max(row)
            total = sum(math.exp(v - top) for v in row)
            for k, v in enumerate(row):
                dz[b, t, k] = (math.exp(v - top) / total - (k == label)) / count
    return dz
