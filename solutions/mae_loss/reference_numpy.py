"""Reference solution of mae_loss in NumPy."""

import numpy as np


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Cut images into p x p patches, from the exercise before."""
    B, H, W, C = imgs.shape
    if H % p or W % p:
        raise ValueError(f"patches of {p} x {p} do not cover an image of {H} x {W}")
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(B, (H // p) * (W // p), p * p * C)


def mae_loss(
    imgs: np.ndarray, pred: np.ndarray, mask: np.ndarray, *, p: int, norm_pix: bool
) -> tuple[float, np.ndarray]:
    """Mean squared error of the removed patches, and its gradient ``2 (pred - t) / (P n)``.

    See He et al., Masked Autoencoders Are Scalable Vision Learners, CVPR 2022, section 3.
    """
    imgs, pred, removed = np.asarray(imgs), np.asarray(pred), np.asarray(mask).astype(bool)
    patches = patchify(imgs, p)
    if pred.shape != patches.shape or removed.shape != pred.shape[:2]:
        raise ValueError(f"{patches.shape} patches, but pred {pred.shape} and mask {removed.shape}")
    P = pred.shape[-1]
    if norm_pix and P == 1:
        raise ValueError("a patch of a single number has no variance with ddof 1")
    dtype = np.result_type(imgs.dtype, pred.dtype, np.float32)

    # What was visible is replaced before the arithmetic, by zeros that cancel: 0 * NaN is NaN.
    t = np.where(removed[:, :, None], patches, 0.0).astype(dtype)
    y = np.where(removed[:, :, None], pred, 0.0).astype(dtype)

    if norm_pix:
        # Each patch by its own statistics. Inside the root, 1e-6 keeps blue sky at 0 / 0.001.
        mean = t.mean(axis=-1, keepdims=True)
        var = t.var(axis=-1, ddof=1, keepdims=True)
        t = (t - mean) / np.sqrt(var + 1e-6)

    d = y - t
    n = max(int(removed.sum()), 1)  # nothing removed: all d are 0, and so is the answer
    loss = (d**2).mean(axis=-1).sum() / n
    return float(loss), 2.0 * d / (P * n)
