"""Two calls of a one-sided loss, the second with the sides swapped."""

import numpy as np


def _one_sided(
    u: np.ndarray, v: np.ndarray, scale: float
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """Loss of u asking for v; slopes in the unit rows and in the scale."""
    s = scale * (u @ v.T)
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    loss = float((np.log(total[:, 0]) - np.diag(s)).mean())
    ds = (e / total - np.eye(len(u))) / len(u)
    return loss, scale * ds @ v, scale * ds.T @ u, float((ds * (u @ v.T)).sum())


def _pull(slope: np.ndarray, u: np.ndarray, length: np.ndarray) -> np.ndarray:
    return np.asarray((slope - u * (u * slope).sum(axis=1, keepdims=True)) / length)


def clip_loss(
    img: np.ndarray, txt: np.ndarray, log_scale: float
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """CLIP loss as the mean of InfoNCE in both directions."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")
    length_img = np.maximum(np.linalg.norm(img, axis=1, keepdims=True), 1e-12)
    length_txt = np.maximum(np.linalg.norm(txt, axis=1, keepdims=True), 1e-12)
    u, v = img / length_img, txt / length_txt
    scale = float(np.exp(np.minimum(log_scale, np.log(100))))
    loss_i, du_i, dv_i, dscale_i = _one_sided(u, v, scale)
    loss_t, dv_t, du_t, dscale_t = _one_sided(v, u, scale)
    dscale = (dscale_i + dscale_t) / 2
    return (
        (loss_i + loss_t) / 2,
        _pull((du_i + du_t) / 2, u, length_img),
        _pull((dv_i + dv_t) / 2, v, length_txt),
        dscale * scale * float(log_scale < np.log(100)),
    )
