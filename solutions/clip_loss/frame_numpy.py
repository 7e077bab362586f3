"""The frame into which the third hint is pasted."""

import numpy as np


def log_softmax(x: np.ndarray, axis: int) -> np.ndarray:
    """Log-softmax along an axis."""
    shifted = x - x.max(axis=axis, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True)))


def clip_loss(  # type: ignore[return]
    img: np.ndarray, txt: np.ndarray, log_scale: float
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """CLIP loss and its slopes."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")
    scale = np.exp(min(log_scale, np.log(100.0)))
    length_img = np.maximum(np.linalg.norm(img, axis=1, keepdims=True), 1e-12)
    length_txt = np.maximum(np.linalg.norm(txt, axis=1, keepdims=True), 1e-12)
    u, v = img / length_img, txt / length_txt
    S = scale * u @ v.T  # noqa: F841
    # <hint>
