"""Feature by feature, with the math module."""

import math

import numpy as np


def _columns(z: np.ndarray) -> list[list[float]]:
    found = []
    for column in z.T.tolist():
        mean = math.fsum(column) / len(column)
        found.append([value - mean for value in column])
    return found


def vicreg_loss(
    za: np.ndarray,
    zb: np.ndarray,
    *,
    lam: float = 25.0,
    mu: float = 25.0,
    nu: float = 1.0,
    gamma: float = 1.0,
    eps: float = 1e-4,
) -> dict[str, float]:
    """VICReg with explicit loops over features and pairs of features."""
    n, d = za.shape
    if zb.shape != (n, d) or n < 2:
        raise ValueError("two views alike, with two rows at least")
    inv = sum((a - b) ** 2 for a, b in zip(za.flat, zb.flat, strict=True)) / (n * d)
    var = cov = 0.0
    for z in (za, zb):
        columns = _columns(z)
        for i, one in enumerate(columns):
            for j, other in enumerate(columns):
                c = math.fsum(a * b for a, b in zip(one, other, strict=True)) / (n - 1)
                if i == j:
                    var += max(0.0, gamma - math.sqrt(c + eps)) / (2 * d)
                else:
                    cov += c * c / d
    total = lam * inv + mu * var + nu * cov
    return {"total": float(total), "inv": float(inv), "var": var, "cov": cov}
