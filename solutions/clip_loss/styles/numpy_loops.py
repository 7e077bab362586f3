"""Question by question: every answer pulls or pushes both of its ends."""

import math

import numpy as np


def _unit(x: np.ndarray) -> tuple[np.ndarray, float]:
    length = max(math.sqrt(sum(float(value) ** 2 for value in x)), 1e-12)
    return np.asarray(x, dtype=np.float64) / length, length


def _softmax(logits: list[float]) -> tuple[list[float], float]:
    largest = max(logits)
    weights = [math.exp(s - largest) for s in logits]
    return [w / sum(weights) for w in weights], largest + math.log(sum(weights))


def clip_loss(
    img: np.ndarray, txt: np.ndarray, log_scale: float
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """CLIP loss and slopes with explicit loops."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")
    capped = log_scale > math.log(100)
    scale = 100.0 if capped else math.exp(log_scale)
    images, texts = [_unit(row) for row in img], [_unit(row) for row in txt]
    n = len(images)
    cosine = [[float(u @ v) for v, _ in texts] for u, _ in images]
    loss, dscale = 0.0, 0.0
    dimg, dtxt = np.zeros(img.shape), np.zeros(txt.shape)
    for columns in (False, True):
        for i in range(n):
            row = [cosine[j][i] if columns else cosine[i][j] for j in range(n)]
            p, lse = _softmax([scale * c for c in row])
            loss += (lse - scale * row[i]) / (2 * n)
            for j in range(n):
                r = (p[j] - (i == j)) / (2 * n)
                a, b = (j, i) if columns else (i, j)
                (u, length_u), (v, length_v) = images[a], texts[b]
                dimg[a] += r * scale * (v - cosine[a][b] * u) / length_u
                dtxt[b] += r * scale * (u - cosine[a][b] * v) / length_v
                dscale += r * cosine[a][b]
    return loss, dimg, dtxt, 0.0 if capped else dscale * scale
