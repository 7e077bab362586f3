"""Image by image, token by token, with Python's stable sort."""

import numpy as np


def random_masking(
    x: np.ndarray, noise: np.ndarray, *, num_keep: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mask with explicit loops."""
    B, L, D = x.shape
    if noise.shape != (B, L):
        raise ValueError("one number per token")
    x_keep = np.zeros((B, num_keep, D))
    mask = np.ones((B, L), dtype=bool)
    ids_restore = np.zeros((B, L), dtype=int)
    for b in range(B):
        order = sorted(range(L), key=noise[b].__getitem__)
        for place, j in enumerate(order):
            ids_restore[b, j] = place
            if place < num_keep:
                x_keep[b, place] = x[b, j]
                mask[b, j] = False
    return x_keep, mask, ids_restore


def restore(x_keep: np.ndarray, mask_token: np.ndarray, ids_restore: np.ndarray) -> np.ndarray:
    """Look up every position by itself."""
    B, num_keep, D = x_keep.shape
    if mask_token.shape != (D,):
        raise ValueError("the mask token has another width")
    out = np.empty((B, ids_restore.shape[1], D))
    for b, j in np.ndindex(ids_restore.shape):
        place = ids_restore[b, j]
        out[b, j] = x_keep[b, place] if place < num_keep else mask_token
    return out
