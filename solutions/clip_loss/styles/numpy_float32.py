"""Float32 throughout."""

import numpy as np

ONE_HUNDRED = np.float32(100.0)


def _softmax(s: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    shifted = s - s.max(axis=axis, keepdims=True)
    e = np.exp(shifted)
    total = e.sum(axis=axis, keepdims=True)
    return e / total, shifted - np.log(total)


def clip_loss(
    img: np.ndarray, txt: np.ndarray, log_scale: float
) -> tuple[np.float32, np.ndarray, np.ndarray, np.float32]:
    """CLIP loss and slopes in float32."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")
    img, txt = np.asarray(img, dtype=np.float32), np.asarray(txt, dtype=np.float32)
    n = np.float32(len(img))
    free = log_scale < np.log(100.0)
    scale = np.exp(np.float32(log_scale)) if free else ONE_HUNDRED
    length_img = np.maximum(np.sqrt((img * img).sum(axis=1, keepdims=True)), np.float32(1e-12))
    length_txt = np.maximum(np.sqrt((txt * txt).sum(axis=1, keepdims=True)), np.float32(1e-12))
    u, v = img / length_img, txt / length_txt
    s = scale * (u @ v.T)
    (p_rows, log_rows), (p_cols, log_cols) = _softmax(s, 1), _softmax(s, 0)
    loss = -(np.diag(log_rows) + np.diag(log_cols)).mean() / np.float32(2)
    ds = ((p_rows + p_cols) / np.float32(2) - np.eye(len(img), dtype=np.float32)) / n
    du, dv = scale * (ds @ v), scale * (ds.T @ u)
    dimg = (du - u * (u * du).sum(axis=1, keepdims=True)) / length_img
    dtxt = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / length_txt
    return np.float32(loss), dimg, dtxt, (ds * s).sum() if free else np.float32(0.0)
