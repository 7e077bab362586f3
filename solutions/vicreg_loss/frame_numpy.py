"""The frame into which the third hint is pasted."""

import numpy as np


def vicreg_loss(
    za: np.ndarray,
    zb: np.ndarray,
    *,
    lam: float = 25.0,
    mu: float = 25.0,
    nu: float = 1.0,
    gamma: float = 1.0,
    eps: float = 1e-4,
) -> dict[str, float]:
    """VICReg terms and their weighted sum."""
    n = len(za)
    if za.shape != zb.shape or n < 2:
        raise ValueError("two views alike, with two rows at least")
    # <hint>
    raise NotImplementedError
