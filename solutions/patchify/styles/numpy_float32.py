"""Float32 throughout, one split at a time."""

import numpy as np


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Cut rows into bands, bands into squares."""
    B, H, W, C = imgs.shape
    if H % p or W % p:
        raise ValueError("p must divide both sides")
    x = imgs.astype(np.float32)
    bands = np.stack(np.split(x, H // p, axis=1), axis=1)
    squares = np.stack(np.split(bands, W // p, axis=3), axis=2)
    return squares.reshape(B, (H // p) * (W // p), p * p * C)


def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Put together with swapaxes."""
    if H % p or W % p:
        raise ValueError("p must divide both sides")
    x = x.astype(np.float32).reshape(x.shape[0], H // p, W // p, p, p, x.shape[2] // p // p)
    return np.swapaxes(x, 2, 3).reshape(x.shape[0], H, W, x.shape[-1])
