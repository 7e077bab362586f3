"""Pair by pair, with the math module."""

import math

import numpy as np


def _unit(row: list[float]) -> tuple[list[float], float]:
    length = max(math.sqrt(sum(x * x for x in row)), 1e-12)
    return [x / length for x in row], length


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _back(slope: np.ndarray, unit: list[float], length: float) -> np.ndarray:
    u = np.array(unit)
    return np.asarray((slope - u * float(u @ slope)) / length)


def siglip_loss(
    img: np.ndarray, txt: np.ndarray, t_prime: float, bias: float
) -> tuple[float, np.ndarray, np.ndarray, float, float]:
    """Sigmoid loss with explicit loops over pairs."""
    if img.shape != txt.shape:
        raise ValueError("one text per image")
    n, d = img.shape
    images, texts = [_unit(r) for r in img.tolist()], [_unit(r) for r in txt.tolist()]
    scale = math.exp(t_prime)
    loss = dt_prime = dbias = 0.0
    du, dv = np.zeros((n, d)), np.zeros((n, d))
    for i, (u, _) in enumerate(images):
        for j, (v, _) in enumerate(texts):
            y = 1.0 if i == j else -1.0
            c = sum(a * b for a, b in zip(u, v, strict=True))
            x = y * (scale * c + bias)
            loss += _softplus(-x) / n
            g = -y * math.exp(-_softplus(x)) / n
            dbias += g
            dt_prime += g * scale * c
            du[i] += scale * g * np.array(v)
            dv[j] += scale * g * np.array(u)
    dimg = np.stack([_back(s, *row) for s, row in zip(du, images, strict=True)])
    dtxt = np.stack([_back(s, *row) for s, row in zip(dv, texts, strict=True)])
    return loss, dimg, dtxt, dt_prime, dbias
