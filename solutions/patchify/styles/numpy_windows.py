"""Every p-th sliding window, and blocks glued together."""

import numpy as np


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Take every p-th window of p x p in both directions."""
    if imgs.shape[1] % p or imgs.shape[2] % p:
        raise ValueError("a part of the image would be lost")
    windows = np.lib.stride_tricks.sliding_window_view(imgs, (p, p), axis=(1, 2))
    grid = np.moveaxis(windows[:, ::p, ::p], 3, 5)
    return grid.reshape(len(imgs), -1, p * p * imgs.shape[3])


def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Glue the patches to rows, and the rows to an image."""
    if H % p or W % p or (H // p) * (W // p) != x.shape[1]:
        raise ValueError("the patches do not make an image of this size")
    squares = x.reshape(x.shape[0], x.shape[1], p, p, -1)
    w = W // p
    rows = [
        np.concatenate([squares[:, l] for l in range(start, start + w)], axis=2)
        for start in range(0, x.shape[1], w)
    ]
    return np.concatenate(rows, axis=1)
