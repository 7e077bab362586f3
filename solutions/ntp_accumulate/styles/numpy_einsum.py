"""Targets and weights in functions of their own, einsum, put_along_axis."""

import numpy as np


def _targets(tokens: np.ndarray, segments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    nothing = np.zeros((len(tokens), 1), dtype=tokens.dtype)
    right = np.concatenate([segments[:, 1:], nothing], axis=1)
    return np.concatenate([tokens[:, 1:], nothing], axis=1), (segments == right) & (right != 0)


def ntp_loss_and_grad(
    logits: np.ndarray,
    tokens: np.ndarray,
    segment_ids: np.ndarray,
    *,
    num_items: int | None = None,
) -> tuple[float, np.ndarray]:
    """Subtract 1 from the softmax at the target."""
    if logits.shape[:2] != tokens.shape or tokens.shape != segment_ids.shape:
        raise ValueError("shapes differ")
    targets, w = _targets(tokens, segment_ids)
    t = np.where(w, targets, 0)[..., None]
    z = np.where(w[..., None], logits, 0.0)
    z = z - z.max(-1, keepdims=True)
    lse = np.log(np.einsum("btv->bt", np.exp(z)))[..., None]
    n = int(w.sum()) if num_items is None else num_items
    scale = w.astype(z.dtype) / n if n != 0 else np.zeros(w.shape, z.dtype)
    loss = np.einsum("bt,bt->", scale, (lse - np.take_along_axis(z, t, -1))[..., 0])
    p = np.exp(z - lse)
    np.put_along_axis(p, t, np.take_along_axis(p, t, -1) - 1, -1)
    return loss, np.einsum("bt,btv->btv", scale, p)
