"""Reference solution of mask_tokens in NumPy."""

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
    """Select tokens for prediction and corrupt most of them.

    See Devlin et al., BERT, NAACL 2019, section 3.1 and appendix A.1.
    """
    ids, special, rand_ids = np.asarray(ids), np.asarray(special), np.asarray(rand_ids)
    u_select, u_kind = np.asarray(u_select), np.asarray(u_kind)
    for name, array in (
        ("special", special),
        ("u_select", u_select),
        ("u_kind", u_kind),
        ("rand_ids", rand_ids),
    ):
        if array.shape != ids.shape:
            raise ValueError(f"expected {name} of shape {ids.shape} as ids, got {array.shape}")

    # The first decision. "== 0" is right for bools and for integers; ~1 would be -2, which is true.
    selected = (u_select < p) & (special == 0)

    # The second decision, by one uniform: [0, .8) hidden, [.8, .9) replaced, [.9, 1) kept.
    seen = np.where(u_kind < 0.8, mask_id, np.where(u_kind < 0.9, rand_ids, ids))
    input_ids = np.where(selected, seen, ids)

    # The label depends on the first decision alone, and is read from the original ids.
    labels = np.where(selected, ids, -100)
    return input_ids, labels, selected
