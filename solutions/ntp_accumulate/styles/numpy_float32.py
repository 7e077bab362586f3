"""Float32 throughout, T - 1 positions, padded at the end."""

import numpy as np


def ntp_loss_and_grad(
    logits: np.ndarray,
    tokens: np.ndarray,
    segment_ids: np.ndarray,
    *,
    num_items: int | None = None,
) -> tuple[float, np.ndarray]:
    """Sum first, divide last."""
    if not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError("shapes differ")
    keep = (segment_ids[:, :-1] == segment_ids[:, 1:]) & (segment_ids[:, 1:] > 0)
    t = np.where(keep, tokens[:, 1:], 0)
    z = np.where(keep[..., None], logits[:, :-1], 0).astype(np.float32)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - m)
    s = e.sum(-1, keepdims=True)
    hit = np.arange(z.shape[-1]) == t[..., None]
    nll = (m + np.log(s) - z)[hit].reshape(t.shape)
    n = np.float32(keep.sum() if num_items is None else num_items)
    if n == 0:
        return 0.0, np.zeros(logits.shape, np.float32)
    slope = (e / s - hit.astype(np.float32)) * keep[..., None]
    return float((nll * keep).sum() / n), np.pad(slope, ((0, 0), (0, 1), (0, 0))) / n
