"""Float32 tokens; the rank by counting, with ties broken by position."""

import numpy as np


def random_masking(
    x: np.ndarray, noise: np.ndarray, *, num_keep: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count who comes before every token."""
    B, L = noise.shape
    if x.shape[:2] != (B, L):
        raise ValueError("x and noise differ")
    mine, other = noise[:, :, None], noise[:, None, :]
    earlier = np.tri(L, L, -1, dtype=bool)
    ids_restore = ((other < mine) | ((other == mine) & earlier)).sum(axis=2)
    places = ids_restore[:, None, :] == np.arange(num_keep)[None, :, None]
    x_keep = np.take_along_axis(x.astype(np.float32), places.argmax(axis=2)[:, :, None], axis=1)
    return x_keep, ids_restore >= num_keep, ids_restore


def restore(x_keep: np.ndarray, mask_token: np.ndarray, ids_restore: np.ndarray) -> np.ndarray:
    """Choose between a kept token and the mask token with where."""
    B, num_keep, D = x_keep.shape
    if mask_token.shape != (D,) or len(ids_restore) != B:
        raise ValueError("shapes differ")
    token = mask_token.astype(np.float32)
    if num_keep == 0:
        return np.tile(token, (*ids_restore.shape, 1))
    places = np.minimum(ids_restore, num_keep - 1)[:, :, None]
    kept = np.take_along_axis(x_keep.astype(np.float32), places, axis=1)
    return np.where(ids_restore[:, :, None] < num_keep, kept, token)
