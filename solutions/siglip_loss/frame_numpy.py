"""The frame into which the third hint is pasted."""

import numpy as np


def siglip_loss(
    img: np.ndarray, txt: np.ndarray, t_prime: float, bias: float
) -> tuple[float, np.ndarray, np.ndarray, float, float]:
    """Sigmoid loss over all pairs, and its gradients."""
    if img.shape != txt.shape:
        raise ValueError("img and txt differ in shape")
    length_img = np.maximum(np.linalg.norm(img, axis=1, keepdims=True), 1e-12)  # noqa: F841
    length_txt = np.maximum(np.linalg.norm(txt, axis=1, keepdims=True), 1e-12)  # noqa: F841
    # <hint>
    raise NotImplementedError
