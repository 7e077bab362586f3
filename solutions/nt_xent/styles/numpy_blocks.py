"""Three N x N blocks in place of one 2N x 2N matrix."""

import numpy as np


def _unit(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / np.maximum(np.sqrt(np.einsum("nd,nd->n", x, x)), 1e-12)[:, None])


def _half(within: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Losses of the anchors of one view: their own view without themselves, then the other."""
    within = within + np.diag(np.full(len(within), -np.inf))
    lse = np.logaddexp(np.logaddexp.reduce(within, axis=1), np.logaddexp.reduce(across, axis=1))
    return np.asarray(lse - np.diag(across))


def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> float:
    """NT-Xent from the blocks view 1 x view 1, view 1 x view 2, view 2 x view 2."""
    if tau <= 0:
        raise ValueError(f"temperature {tau}")
    if z1.shape != z2.shape:
        raise ValueError(f"{z1.shape} against {z2.shape}")
    u, v = _unit(z1), _unit(z2)
    across = np.einsum("id,jd->ij", u, v) / tau
    first = _half(np.einsum("id,jd->ij", u, u) / tau, across)
    second = _half(np.einsum("id,jd->ij", v, v) / tau, across.T)
    return float((first.mean() + second.mean()) / 2)
