"""Positives and negatives apart, the sigmoid with two branches."""

import numpy as np


def _softplus(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1 / (1 + e), e / (1 + e)))


def siglip_loss(
    img: np.ndarray, txt: np.ndarray, t_prime: float, bias: float
) -> tuple[float, np.ndarray, np.ndarray, float, float]:
    """Sigmoid loss as the cost of saying yes everywhere, minus the logits of true pairs."""
    if img.shape != txt.shape:
        raise ValueError("one text per image")
    n = img.shape[0]
    a = np.maximum(np.linalg.norm(img, axis=-1, keepdims=True), 1e-12)
    b = np.maximum(np.linalg.norm(txt, axis=-1, keepdims=True), 1e-12)
    u, v, s = img / a, txt / b, float(np.exp(t_prime))
    cosine = np.einsum("id,jd->ij", u, v)
    z = s * cosine + bias
    off = ~np.eye(n, dtype=bool)
    loss = (_softplus(-np.diag(z)).sum() + _softplus(z[off]).sum()) / n
    g = _sigmoid(z)
    g[np.arange(n), np.arange(n)] = -_sigmoid(-np.diag(z))
    g /= n
    du, dv = s * np.einsum("ij,jd->id", g, v), s * np.einsum("ij,id->jd", g, u)
    dimg = du / a - img * np.sum(img * du, axis=1, keepdims=True) / a**3
    dtxt = dv / b - txt * np.sum(txt * dv, axis=1, keepdims=True) / b**3
    return loss, dimg, dtxt, np.vdot(g, s * cosine), np.sum(g)
