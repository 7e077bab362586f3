"""Reference solution of ntp_accumulate in NumPy."""

import numpy as np


def ntp_loss_and_grad(
    logits: np.ndarray,
    tokens: np.ndarray,
    segment_ids: np.ndarray,
    *,
    num_items: int | None = None,
) -> tuple[float, np.ndarray]:
    """Next-token loss and its gradient, divided by the pairs of the whole step.

    See Goyal et al., Accurate, Large Minibatch SGD, 2017, section 3.
    """
    logits, tokens, segment_ids = np.asarray(logits), np.asarray(tokens), np.asarray(segment_ids)
    if logits.ndim != 3 or not logits.shape[:2] == tokens.shape == segment_ids.shape:
        raise ValueError(
            f"expected logits [B, T, V], tokens [B, T] and segment_ids [B, T], "
            f"got {logits.shape}, {tokens.shape} and {segment_ids.shape}"
        )
    dtype = np.result_type(logits.dtype, np.float32)
    dlogits = np.zeros(logits.shape, dtype)

    # One index per pair. The logits at t answer for the token at t + 1, so the gradient is at t.
    here, right = segment_ids[:, :-1], segment_ids[:, 1:]
    b, t = np.nonzero((here == right) & (right != 0))

    # One divisor for loss and gradient. "is None", because 0 is a number of items too.
    total = len(t) if num_items is None else num_items
    if len(t) == 0 or total == 0:
        return 0.0, dlogits

    z, target, pair = logits[b, t].astype(dtype), tokens[b, t + 1], np.arange(len(t))
    z -= z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -log_p[pair, target].sum() / total

    slope = np.exp(log_p)  # p, the derivative of the log-sum-exp ...
    slope[pair, target] -= 1.0  # ... minus y, the derivative of the target's logit
    dlogits[b, t] = slope / total
    return float(loss), dlogits
