"""Reference solution of patchify in NumPy."""

import numpy as np


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Cut images into p x p patches: the grid row by row, (row, column, channel) inside.

    See Dosovitskiy et al., An Image is Worth 16x16 Words, ICLR 2021, section 3.1.
    """
    imgs = np.asarray(imgs)
    if imgs.ndim != 4:
        raise ValueError(f"imgs must be float[B, H, W, C], got shape {imgs.shape}")
    B, H, W, C = imgs.shape
    if H % p or W % p:
        raise ValueError(f"patches of {p} x {p} do not cover an image of {H} x {W}")
    h, w = H // p, W // p

    # A reshape keeps the order in memory, so splitting an axis in two is always safe:
    # a row of the image is a row of the grid and a row inside it.
    x = imgs.reshape(B, h, p, w, p, C)

    # Only now do pixels move: from (grid row, inner row, grid column, inner column) to grid first.
    x = x.transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(B, h * w, p * p * C)


def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Put p x p patches together to images of H x W: the inverse of patchify."""
    x = np.asarray(x)
    if H % p or W % p:
        raise ValueError(f"patches of {p} x {p} do not cover an image of {H} x {W}")
    h, w = H // p, W // p
    if x.ndim != 3 or x.shape[1] != h * w or x.shape[2] % (p * p):
        raise ValueError(f"expected {h * w} patches of {p}*{p}*C numbers, got shape {x.shape}")
    B, C = x.shape[0], x.shape[2] // (p * p)

    # The same steps from the last to the first. Exchanging two axes is its own inverse.
    x = x.reshape(B, h, w, p, p, C)
    x = x.transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(B, H, W, C)
