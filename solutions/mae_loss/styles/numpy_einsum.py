"""Everything by einsum, with weights that sum to 1."""

import numpy as np


def mae_loss(
    imgs: np.ndarray, pred: np.ndarray, mask: np.ndarray, *, p: int, norm_pix: bool
) -> tuple[float, np.ndarray]:
    """MAE loss as a contraction of squared errors with weights."""
    B, H, W, C = imgs.shape
    if H % p or W % p:
        raise ValueError("p must divide H and W")
    t = np.einsum("nhpwqc->nhwpqc", imgs.reshape(B, H // p, p, W // p, p, C))
    t = t.reshape(B, -1, p * p * C)
    if t.shape != pred.shape or mask.shape != t.shape[:2]:
        raise ValueError("pred or mask do not fit")
    if norm_pix and t.shape[-1] < 2:
        raise ValueError("a single number has no variance")
    gone = np.asarray(mask, dtype=bool)
    t, y = np.array(t), np.array(pred)
    t[~gone] = 0
    y[~gone] = 0
    if norm_pix:
        sigma = np.std(t, axis=-1, ddof=1, keepdims=True)
        t = (t - np.mean(t, axis=-1, keepdims=True)) / np.hypot(sigma, 1e-3)
    weight = gone / (max(np.count_nonzero(gone), 1) * t.shape[-1])
    d = y - t
    return np.einsum("blk,blk,bl->", d, d, weight), 2 * np.einsum("blk,bl->blk", d, weight)
