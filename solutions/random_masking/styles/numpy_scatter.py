"""The inverse permutation by scattering, without a second sort."""

import numpy as np


def random_masking(
    x: np.ndarray, noise: np.ndarray, *, num_keep: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scatter ranks and a mask into place."""
    if noise.shape != x.shape[:2]:
        raise ValueError("x and noise differ")
    rows = np.arange(len(x))[:, None]
    order = np.lexsort((np.broadcast_to(np.arange(noise.shape[1]), noise.shape), noise), axis=1)
    ids_restore = np.empty_like(order)
    ids_restore[rows, order] = np.arange(order.shape[1])
    mask = np.zeros(noise.shape, dtype=np.int64)
    mask[rows, order[:, num_keep:]] = 1
    return x[rows, order[:, :num_keep]], mask, ids_restore


def restore(x_keep: np.ndarray, mask_token: np.ndarray, ids_restore: np.ndarray) -> np.ndarray:
    """Start from mask tokens everywhere and lay the kept ones on top."""
    B, num_keep, D = x_keep.shape
    out = np.zeros((B, ids_restore.shape[1], D), dtype=x_keep.dtype)
    if mask_token.shape[0] != D:
        raise ValueError("the mask token has another width")
    out[:] = mask_token
    image, position = np.nonzero(ids_restore < num_keep)
    out[image, position] = x_keep[image, ids_restore[image, position]]
    return out
