"""Number by number, with the math module; singular values from the covariance."""

import math

import numpy as np


def _entropy(shares: list[float]) -> float:
    return sum(-s * math.log(s) for s in shares if s > 0.0)


def _softmax(row: list[float]) -> list[float]:
    largest = max(row)
    e = [math.exp(x - largest) for x in row]
    return [x / sum(e) for x in e]


def collapse_report(logits: np.ndarray, z: np.ndarray) -> dict[str, float]:
    """Five numbers about collapse, with explicit loops."""
    rows, outputs = logits.shape
    if z.shape[0] != rows:
        raise ValueError("rows")
    p = [_softmax([float(x) for x in logits[b]]) for b in range(rows)]
    single = sum(_entropy(row) for row in p) / rows
    together = _entropy([sum(row[k] for row in p) / rows for k in range(outputs)])

    width = z.shape[1]
    norms = [math.sqrt(sum(float(x) ** 2 for x in z[b])) for b in range(rows)]
    deviation = 0.0
    for d in range(width):
        column = [float(z[b, d]) / max(norms[b], 1e-12) for b in range(rows)]
        mean = sum(column) / rows
        deviation += math.sqrt(sum((x - mean) ** 2 for x in column) / rows) / width

    centred = np.array(z, dtype=float)
    for d in range(width):
        centred[:, d] -= sum(float(x) for x in z[:, d]) / rows
    sigma = [float(s) for s in np.linalg.svd(centred)[1]]
    rank = 0.0
    if sum(sigma) > 1e-5 * math.sqrt(sum(n * n for n in norms)):
        rank = math.exp(_entropy([s / sum(sigma) for s in sigma]))
    return {
        "mean_entropy": single,
        "entropy_of_mean": together,
        "kl_spread": together - single,
        "std_mean": deviation,
        "effective_rank": rank,
    }
