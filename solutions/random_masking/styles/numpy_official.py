"""As the official code: zeros, ones, and a gather for the mask."""

import numpy as np


def random_masking(
    x: np.ndarray, noise: np.ndarray, *, num_keep: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mask with float zeros and ones that are un-shuffled."""
    N, L, D = x.shape
    if noise.shape != (N, L):
        raise ValueError("x and noise differ")
    ids_shuffle = noise.argsort(axis=1, kind="stable")
    ids_restore = ids_shuffle.argsort(axis=1)
    ids_keep = ids_shuffle[:, :num_keep]
    x_masked = np.take_along_axis(x, np.repeat(ids_keep[:, :, None], D, axis=2), axis=1)
    mask = np.ones((N, L))
    mask[:, :num_keep] = 0
    mask = np.take_along_axis(mask, ids_restore, axis=1)
    return x_masked, mask, ids_restore


def restore(x_keep: np.ndarray, mask_token: np.ndarray, ids_restore: np.ndarray) -> np.ndarray:
    """Concatenate and un-shuffle."""
    missing = ids_restore.shape[1] - x_keep.shape[1]
    tokens = np.repeat(np.repeat(mask_token[None, None], len(x_keep), axis=0), missing, axis=1)
    full = np.concatenate([x_keep, tokens], axis=1)
    restored: np.ndarray = full[np.arange(len(full))[:, None], ids_restore]
    return restored
