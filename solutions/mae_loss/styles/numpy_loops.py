"""Patch by patch, number by number, with the math module."""

import math

import numpy as np


def mae_loss(
    imgs: np.ndarray, pred: np.ndarray, mask: np.ndarray, *, p: int, norm_pix: bool
) -> tuple[float, np.ndarray]:
    """MAE loss with explicit loops that skip what was visible."""
    B, H, W, C = imgs.shape
    w, P = W // p, p * p * C
    if H % p or W % p or pred.shape != (B, (H // p) * w, P) or mask.shape != pred.shape[:2]:
        raise ValueError("shapes do not fit")
    if norm_pix and P == 1:
        raise ValueError("a single number has no variance")
    dpred = np.zeros(pred.shape)
    n = sum(1 for removed in mask.ravel() if removed)
    loss = 0.0
    for b in range(B):
        for l in range(pred.shape[1]):
            if not mask[b, l]:
                continue
            top, left = l // w * p, l % w * p
            target = [
                float(imgs[b, top + i, left + j, c])
                for i in range(p)
                for j in range(p)
                for c in range(C)
            ]
            if norm_pix:
                mean = math.fsum(target) / P
                var = math.fsum((value - mean) ** 2 for value in target) / (P - 1)
                target = [(value - mean) / math.sqrt(var + 1e-6) for value in target]
            for k in range(P):
                off = float(pred[b, l, k]) - target[k]
                loss += off * off / (P * n)
                dpred[b, l, k] = 2.0 * off / (P * n)
    return loss, dpred
