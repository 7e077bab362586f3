"""Float32 throughout."""

import numpy as np


def siglip_loss(
    img: np.ndarray, txt: np.ndarray, t_prime: float, bias: float
) -> tuple[float, np.ndarray, np.ndarray, float, float]:
    """Sigmoid loss in float32, scalars handed back as Python floats."""
    if img.shape != txt.shape:
        raise ValueError("one text per image")
    one = np.float32(1)
    x, w, n = img.astype(np.float32), txt.astype(np.float32), np.float32(len(img))
    a = np.sqrt(np.maximum((x * x).sum(1, keepdims=True), np.float32(1e-24)))
    b = np.sqrt(np.maximum((w * w).sum(1, keepdims=True), np.float32(1e-24)))
    u, v = x / a, w / b
    s = np.exp(np.float32(t_prime))
    c = u @ v.T
    y = np.float32(2) * np.eye(len(x), dtype=np.float32) - one
    yz = y * (s * c + np.float32(bias))
    e = np.exp(-np.abs(yz))
    loss = (np.maximum(-yz, 0) + np.log1p(e)).sum() / n
    g = -y * np.where(yz > 0, e / (one + e), one / (one + e)) / n
    du, dv = s * (g @ v), s * (g.T @ u)
    dimg = (du - u * np.sum(u * du, 1, keepdims=True)) / a
    dtxt = (dv - v * np.sum(v * dv, 1, keepdims=True)) / b
    return float(loss), dimg, dtxt, float(s * (g * c).sum()), float(g.sum())
