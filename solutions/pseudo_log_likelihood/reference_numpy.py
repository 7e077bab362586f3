"""Reference solution of pseudo_log_likelihood in NumPy."""

import numpy as np


def pseudo_log_likelihood(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> float:
    """Sum of the log-probabilities of every token under the copy in which it is masked.

    See Salazar, Liang, Nguyen and Kirchhoff, Masked Language Model Scoring, ACL 2020, section 2.
    """
    logits, ids, special = np.asarray(logits), np.asarray(ids), np.asarray(special, dtype=bool)
    T = len(ids)
    if logits.ndim != 3 or logits.shape[:2] != (T, T) or special.shape != (T,):
        raise ValueError(
            f"expected logits [T, T, V], ids [T] and special [T], "
            f"got {logits.shape}, {ids.shape} and {special.shape}"
        )
    dtype = np.result_type(logits.dtype, np.float32)

    # Copy i hides token i, so only its answer at position i was given without seeing the token.
    position = np.arange(T)
    answers = logits[position, position]

    # Special tokens are not scored. What stands there is replaced before the arithmetic.
    z = np.where(special[:, None], 0.0, answers).astype(dtype)
    target = np.where(special, 0, ids)

    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(np.where(special, 0.0, log_p[position, target]).sum())
