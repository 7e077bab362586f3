"""Token by token."""

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
    """Walk through the batch and decide twice."""
    shapes = {np.shape(a) for a in (ids, special, u_select, u_kind, rand_ids)}
    if len(shapes) > 1:
        raise ValueError(f"shapes differ: {shapes}")
    input_ids = ids.copy()
    labels = np.full_like(ids, -100)
    selected = np.zeros(ids.shape, dtype=bool)
    for b, row in enumerate(ids):
        for t, token in enumerate(row):
            if special[b, t] or u_select[b, t] >= p:
                continue
            selected[b, t] = True
            labels[b, t] = token
            if u_kind[b, t] < 0.8:
                input_ids[b, t] = mask_id
            elif u_kind[b, t] < 0.9:
                input_ids[b, t] = rand_ids[b, t]
    return input_ids, labels, selected
