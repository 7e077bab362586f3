"""Three choices by np.choose, the fate as a number."""

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
    """Number the fate of every token and choose by it."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("shapes differ")
    selected = np.logical_and(np.less(u_select, p), np.logical_not(special))
    fate = np.where(selected, np.digitize(u_kind, [0.8, 0.9]), 2)
    input_ids = np.choose(fate, [np.full_like(ids, mask_id), rand_ids, ids])
    return input_ids, np.where(selected, ids, -100), selected
