"""Log-softmax, then a one-hot matrix picks the positives."""

import numpy as np


def _log_softmax(s: np.ndarray) -> np.ndarray:
    s = s - s.max(axis=1, keepdims=True)
    return np.asarray(s - np.log(np.exp(s).sum(axis=1, keepdims=True)))


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> float:
    """InfoNCE as the mean of minus the labelled log-probabilities."""
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive, and q and k of one shape")
    u = q / np.maximum(np.linalg.norm(q, axis=1, keepdims=True), 1e-12)
    v = k / np.maximum(np.linalg.norm(k, axis=1, keepdims=True), 1e-12)
    labels = np.eye(len(q))
    return float(-(labels * _log_softmax(u @ v.T / tau)).sum() / len(q))
