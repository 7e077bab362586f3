"""Contractions by einsum, entropies by prod."""

import numpy as np


def _entropy(p: np.ndarray) -> np.ndarray:
    safe = np.where(p == 0.0, 1.0, p)
    return np.asarray(-np.einsum("...k,...k->...", p, np.log(safe)))


def collapse_report(logits: np.ndarray, z: np.ndarray) -> dict[str, np.ndarray]:
    """Five numbers about collapse."""
    (b, _), (rows, _) = logits.shape, z.shape
    if b != rows:
        raise ValueError(f"{b} answers and {rows} embeddings")
    e = np.exp(logits - np.max(logits, axis=1)[:, None])
    p = np.einsum("bk,b->bk", e, 1.0 / np.einsum("bk->b", e))
    single, together = np.einsum("b->", _entropy(p)) / b, _entropy(np.einsum("bk->k", p) / b)
    square = np.einsum("bd,bd->b", z, z)
    u = np.einsum("bd,b->bd", z, 1.0 / np.maximum(np.sqrt(square), 1e-12))
    deviation = np.std(u, axis=0)
    sigma = np.linalg.svd((np.eye(b) - 1.0 / b) @ z, compute_uv=False)
    total = sigma.sum()
    dead = total <= 1e-5 * np.sqrt(square.sum())
    return {
        "mean_entropy": single,
        "entropy_of_mean": together,
        "kl_spread": together - single,
        "std_mean": np.mean(deviation),
        "effective_rank": np.zeros(()) if dead else np.exp(_entropy(sigma / total)),
    }
