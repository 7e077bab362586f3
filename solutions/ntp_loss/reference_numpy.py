"""Reference solution of ntp_loss in NumPy."""

import numpy as np


def ntp_loss(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> float:
    """Mean surprise of the next token, over all pairs of neighbours in the batch.

    See Bengio et al., A Neural Probabilistic Language Model, JMLR 2003.
    """
    logits, tokens, segment_ids = np.asarray(logits), np.asarray(tokens), np.asarray(segment_ids)
    if logits.ndim != 3 or not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError(
            f"expected logits [B, T, V], tokens [B, T] and segment_ids [B, T], "
            f"got {logits.shape}, {tokens.shape} and {segment_ids.shape}"
        )
    # T tokens form T - 1 pairs. The logits at t have read token t and answer for token t + 1;
    # the last ones answer for nothing and are cut off.
    here, right = segment_ids[:, :-1], segment_ids[:, 1:]
    counted = (here == right) & (right != 0)
    if not counted.any():
        return 0.0

    # What does not count is dropped before the arithmetic: 0 * inf would be NaN, and -100 is no
    # word. One row per pair remains, over the whole batch: the mean below is over pairs.
    z = logits[:, :-1][counted].astype(np.result_type(logits.dtype, np.float32))
    target = tokens[:, 1:][counted]

    z = z - z.max(axis=1, keepdims=True)
    nll = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), target]
    return float(nll.mean())
