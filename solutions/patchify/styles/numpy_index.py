"""Index arithmetic: the place that every number comes from."""

import numpy as np


def _places(p: int, H: int, W: int, C: int) -> np.ndarray:
    if H % p or W % p:
        raise ValueError("H and W must be multiples of p")
    l, k = np.ogrid[: (H // p) * (W // p), : p * p * C]
    row = l // (W // p) * p + k // (p * C)
    column = l % (W // p) * p + k // C % p
    return np.asarray((row * W + column) * C + k % C)


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Gather every number from its place in the flat image."""
    B, H, W, C = imgs.shape
    return imgs.reshape(B, -1)[:, _places(p, H, W, C)]


def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Scatter every number to its place in the flat image."""
    B, C = len(x), x.shape[-1] // (p * p)
    flat = np.empty((B, H * W * C), dtype=x.dtype)
    flat[:, _places(p, H, W, C)] = x  # raises ValueError where the shapes differ
    return flat.reshape(B, H, W, C)
