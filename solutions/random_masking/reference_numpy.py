"""Reference solution of random_masking in NumPy."""

import numpy as np


def random_masking(
    x: np.ndarray, noise: np.ndarray, *, num_keep: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keep the tokens with the smallest noise; mask is True where a token was removed.

    See He et al., Masked Autoencoders Are Scalable Vision Learners, CVPR 2022, section 3.
    """
    x, noise = np.asarray(x), np.asarray(noise)
    if x.ndim != 3 or noise.shape != x.shape[:2]:
        raise ValueError(f"expected x [B, L, D] and noise [B, L], got {x.shape} and {noise.shape}")

    # Sorting random numbers shuffles their positions. Stable: of equal noise the earlier is first.
    ids_shuffle = np.argsort(noise, axis=1, kind="stable")

    # ids_shuffle[r] = j says that token j came to place r. Its argsort is the inverse permutation,
    # ids_restore[j] = r, because sorting a permutation brings every j to place j.
    ids_restore = np.argsort(ids_shuffle, axis=1, kind="stable")

    # Moved by index and never by a product: a NaN in a removed token must not leak.
    x_keep = np.take_along_axis(x, ids_shuffle[:, :num_keep, None], axis=1)

    # The place of a token is all that decides about it.
    mask = ids_restore >= num_keep
    return x_keep, mask, ids_restore


def restore(x_keep: np.ndarray, mask_token: np.ndarray, ids_restore: np.ndarray) -> np.ndarray:
    """Fill up with mask tokens, then look up for every position what stands at its place."""
    x_keep, mask_token = np.asarray(x_keep), np.asarray(mask_token)
    ids_restore = np.asarray(ids_restore)
    B, num_keep, D = x_keep.shape
    L = ids_restore.shape[1]
    if mask_token.shape != (D,) or len(ids_restore) != B:
        raise ValueError(
            f"x_keep {x_keep.shape}, mask_token {mask_token.shape} and ids_restore "
            f"{ids_restore.shape} do not fit together"
        )

    # In the shuffled order: first what was kept, then a mask token for all that was not.
    full = np.concatenate([x_keep, np.broadcast_to(mask_token, (B, L - num_keep, D))], axis=1)
    return np.take_along_axis(full, ids_restore[:, :, None], axis=1)
