"""Einsum and logaddexp; the projection is written with the cosines themselves."""

import numpy as np


def clip_loss(
    img: np.ndarray, txt: np.ndarray, log_scale: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """CLIP loss and slopes by einsum."""
    if img.shape != txt.shape:
        raise ValueError(f"{img.shape} against {txt.shape}")
    n = img.shape[0]
    cap = np.log(100.0)
    scale = np.exp(np.clip(log_scale, None, cap))
    length_img = np.maximum(np.sqrt(np.einsum("id,id->i", img, img)), 1e-12)
    length_txt = np.maximum(np.sqrt(np.einsum("jd,jd->j", txt, txt)), 1e-12)
    u, v = img / length_img[:, None], txt / length_txt[:, None]
    cosine = np.einsum("id,jd->ij", u, v)
    s = scale * cosine
    lse_rows, lse_cols = np.logaddexp.reduce(s, axis=1), np.logaddexp.reduce(s, axis=0)
    loss = np.mean((lse_rows + lse_cols) / 2 - np.einsum("ii->i", s))
    ds = (np.exp(s - lse_rows[:, None]) + np.exp(s - lse_cols[None, :])) / (2 * n)
    ds = ds - np.eye(n) / n
    weighted = ds * cosine
    dimg = scale * (ds @ v - weighted.sum(axis=1)[:, None] * u) / length_img[:, None]
    dtxt = scale * (ds.T @ u - weighted.sum(axis=0)[:, None] * v) / length_txt[:, None]
    dlog_scale = np.where(log_scale > cap, 0.0, scale * weighted.sum())
    return np.asarray(loss), dimg, dtxt, dlog_scale
