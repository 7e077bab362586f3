"""Reference solution of clip_loss in NumPy."""

import math

import numpy as np

CAP = math.log(100.0)


def _unit(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows at unit length, and the lengths that they were divided by."""
    length = np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), 1e-12)
    return x / length, length


def _log_softmax(s: np.ndarray, axis: int) -> np.ndarray:
    shifted = s - s.max(axis=axis, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True)))


def clip_loss(
    img: np.ndarray, txt: np.ndarray, log_scale: float
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """CLIP loss and its slopes: the mean of two one-sided InfoNCE at tau = 1/scale.

    See Radford et al., CLIP, ICML 2021, figure 3; the cap at 100 is in section 2.5.
    """
    img, txt = np.asarray(img), np.asarray(txt)
    if img.ndim != 2 or img.shape != txt.shape:
        raise ValueError(f"img and txt must be float[N, D] alike, got {img.shape} and {txt.shape}")
    n = len(img)

    # The parameter is a logarithm. The cap comes before exp, which could overflow.
    scale = math.exp(min(float(log_scale), CAP))
    u, length_img = _unit(img)
    v, length_txt = _unit(txt)
    s = scale * (u @ v.T)

    # Rows: images ask. Columns: texts ask. The right answer is on the diagonal of both.
    log_rows, log_cols = _log_softmax(s, 1), _log_softmax(s, 0)
    loss = -float((np.diagonal(log_rows) + np.diagonal(log_cols)).mean()) / 2

    # Prediction minus truth, half from either direction.
    ds = ((np.exp(log_rows) + np.exp(log_cols)) / 2 - np.eye(n)) / n

    # d scale / d log_scale = scale, so the chain rule gives ds * s; above the cap it is constant.
    dlog_scale = float((ds * s).sum()) if log_scale <= CAP else 0.0

    # Back through s = scale u v^T, and through both normalisations.
    du = scale * (ds @ v)
    dv = scale * (ds.T @ u)
    dimg = (du - u * (u * du).sum(axis=1, keepdims=True)) / length_img
    dtxt = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / length_txt
    return loss, dimg, dtxt, dlog_scale
