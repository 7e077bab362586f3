"""The Jacobian of the normalisation written out as matrices."""

import numpy as np


def siglip_loss(
    img: np.ndarray, txt: np.ndarray, t_prime: float, bias: float
) -> tuple[float, np.ndarray, np.ndarray, float, float]:
    """Sigmoid loss with explicit Jacobians."""
    if img.shape != txt.shape:
        raise ValueError("one text per image")
    n, d = img.shape
    units, jacobians = [], []
    for x in (img, txt):
        length = np.maximum(np.sqrt(np.einsum("nd,nd->n", x, x)), 1e-12)
        u = x / length[:, None]
        units.append(u)
        away = np.eye(d) - np.einsum("nd,ne->nde", u, u)
        jacobians.append(away / length[:, None, None])
    u, v = units
    y = np.where(np.eye(n) == 1, 1.0, -1.0)
    tz = np.exp(t_prime) * u @ v.T
    x = y * (tz + bias)
    loss = np.logaddexp(0, -x).sum() / n
    g = -y / n * np.exp(-np.logaddexp(0, x))
    scale = np.exp(t_prime)
    dimg = np.einsum("ij,je,ide->id", scale * g, v, jacobians[0])
    dtxt = np.einsum("ij,ie,jde->jd", scale * g, u, jacobians[1])
    return float(loss), dimg, dtxt, float((g * tz).sum()), float(g.sum())
