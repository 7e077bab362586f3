"""Only the removed patches, picked by boolean indexing and put back."""

import numpy as np


def _patches(imgs: np.ndarray, p: int) -> np.ndarray:
    bands = np.stack(np.split(imgs, imgs.shape[1] // p, axis=1), axis=1)
    squares = np.stack(np.split(bands, imgs.shape[2] // p, axis=3), axis=2)
    return squares.reshape(len(imgs), -1, p * p * imgs.shape[3])


def mae_loss(
    imgs: np.ndarray, pred: np.ndarray, mask: np.ndarray, *, p: int, norm_pix: bool
) -> tuple[float, np.ndarray]:
    """MAE loss of a list of removed patches."""
    if imgs.shape[1] % p or imgs.shape[2] % p:
        raise ValueError("p must divide H and W")
    t, m = _patches(imgs, p), mask == 1
    if t.shape != pred.shape or m.shape != t.shape[:2]:
        raise ValueError("pred or mask do not fit")
    P = t.shape[2]
    if norm_pix and P == 1:
        raise ValueError("a single number has no variance")
    dpred = np.zeros_like(pred)
    t, y = t[m], pred[m]
    if len(t) == 0:
        return 0.0, dpred
    if norm_pix:
        centred = t - t.mean(1, keepdims=True)
        t = centred / np.sqrt((centred**2).sum(1, keepdims=True) / (P - 1) + 1e-6)
    dpred[m] = 2 * (y - t) / t.size
    return float(np.mean((y - t) ** 2)), dpred
