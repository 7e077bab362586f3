"""Float32 throughout; ufuncs with where."""

import numpy as np


def mae_loss(
    imgs: np.ndarray, pred: np.ndarray, mask: np.ndarray, *, p: int, norm_pix: bool
) -> tuple[float, np.ndarray]:
    """MAE loss in float32, the loss handed back as a Python float."""
    B, H, W, C = imgs.shape
    if H % p or W % p:
        raise ValueError("p must divide H and W")
    t = imgs.astype(np.float32).reshape(B, H // p, p, W // p, p, C).swapaxes(2, 3)
    t = t.reshape(B, (H // p) * (W // p), p * p * C)
    if t.shape != pred.shape or mask.shape != t.shape[:2]:
        raise ValueError("pred or mask do not fit")
    P = t.shape[-1]
    if norm_pix and P == 1:
        raise ValueError("a single number has no variance")
    gone = mask.astype(bool)
    if norm_pix:
        t = np.where(gone[:, :, None], t, np.float32(0))
        mu = t.mean(-1, keepdims=True)
        var = np.var(t, axis=-1, keepdims=True) * np.float32(P / (P - 1))
        t = (t - mu) * (var + np.float32(1e-6)) ** np.float32(-0.5)
    d = np.zeros(pred.shape, dtype=np.float32)
    np.subtract(pred.astype(np.float32), t, out=d, where=gone[:, :, None])
    n = np.float32(max(gone.sum(), 1))
    return float(np.square(d).mean(axis=-1).sum() / n), d * (np.float32(2) / (n * P))
