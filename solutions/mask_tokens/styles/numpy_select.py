"""np.select with a list of cases, rows one at a time."""

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
    """List the cases in order."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("shapes differ")
    selected = (u_select < p) & (special < 1)
    shown = [
        np.select([~s, k < 0.8, k < 0.9], [x, np.full_like(x, mask_id), r], default=x)
        for x, s, k, r in zip(ids, selected, u_kind, rand_ids, strict=True)
    ]
    labels = np.ma.filled(np.ma.masked_array(ids, ~selected), -100)
    return np.array(shown), labels, selected
