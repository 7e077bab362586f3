"""The transpose by einsum, with an assertion turned into a ValueError."""

import numpy as np


def _grid(p: int, H: int, W: int) -> tuple[int, int]:
    (h, rest), (w, other) = divmod(H, p), divmod(W, p)
    if rest or other:
        raise ValueError(f"{H} x {W} is no multiple of {p}")
    return h, w


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Cut with named axes."""
    n, H, W, c = imgs.shape
    h, w = _grid(p, H, W)
    x = np.einsum("nhpwqc->nhwpqc", imgs.reshape((n, h, p, w, p, c)))
    return np.asarray(x.reshape((n, h * w, p**2 * c)))


def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Put together with named axes."""
    h, w = _grid(p, H, W)
    x = np.einsum("nhwpqc->nhpwqc", x.reshape((len(x), h, w, p, p, -1)))
    return np.asarray(x.reshape((len(x), H, W, -1)))
