"""Uniforms in float32, masks as numbers."""

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
    """Compute with 0 and 1 instead of booleans."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("shapes differ")
    u, k = u_select.astype(np.float32), u_kind.astype(np.float32)
    selected = (u < np.float32(p)).astype(np.int32) * (1 - special.astype(np.int32))
    hide = selected * (k < np.float32(0.8))
    keep = selected * (k >= np.float32(0.9))
    replace = selected - hide - keep
    input_ids = hide * mask_id + replace * rand_ids + (1 - hide - replace) * ids
    labels = selected * ids - 100 * (1 - selected)
    return input_ids.astype(np.int32), labels.astype(np.int32), selected
