"""Patch by patch, sliced out of the image."""

import numpy as np


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Cut with a loop over the grid."""
    B, H, W = imgs.shape[:3]
    if H % p != 0 or W % p != 0:
        raise ValueError("p must divide H and W")
    patches = []
    for top in range(0, H, p):
        for left in range(0, W, p):
            square = imgs[:, top : top + p, left : left + p, :]
            patches.append(square.reshape(B, -1))
    return np.stack(patches, axis=1)


def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Fill an empty image with a loop over the patches."""
    if H % p != 0 or W % p != 0 or x.shape[1] != (H // p) * (W // p):
        raise ValueError("the patches do not fit")
    B, C = x.shape[0], x.shape[2] // p**2
    imgs = np.zeros((B, H, W, C), dtype=x.dtype)
    for l in range(x.shape[1]):
        top, left = divmod(l, W // p)
        imgs[:, top * p : top * p + p, left * p : left * p + p] = x[:, l].reshape(B, p, p, C)
    return imgs
