"""As in public code: clone, then assign under masks."""

import numpy as np


def mask_tokens(
    ids: np.ndarray,
    special: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    *,
    mask_id: int,
    p: float = 0.15,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Copy, then paint over the copy."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("shapes differ")
    input_ids, labels = np.array(ids), np.array(ids)
    masked = u_select < p
    masked &= ~special.astype(bool)
    labels[~masked] = -100
    replaced = masked & (u_kind < 0.8)
    input_ids[replaced] = mask_id
    random = masked & ~replaced & (u_kind < 0.9)
    input_ids[random] = rand_ids[random]
    return input_ids, labels, masked
