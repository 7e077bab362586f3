"""Reference solution of cross_entropy in NumPy."""

import numpy as np


def cross_entropy(
    logits: np.ndarray, targets: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Weighted mean cross-entropy in nats, and its gradient ``w (p - y) / sum w``.

    See Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.4.
    """
    logits, targets, weights = np.asarray(logits), np.asarray(targets), np.asarray(weights)
    if logits.ndim != 2 or targets.shape != logits.shape[:1] or weights.shape != targets.shape:
        raise ValueError(
            f"expected logits [N, V], targets [N] and weights [N], "
            f"got {logits.shape}, {targets.shape} and {weights.shape}"
        )
    dtype = np.result_type(logits.dtype, np.float32)
    weights = weights.astype(dtype)

    # A row that does not count is replaced before the arithmetic: 0 * inf would be NaN, and
    # -100 is no class. What stands there now is finite and will be multiplied by 0.
    counted = weights > 0
    z = np.where(counted[:, None], logits, 0.0).astype(dtype, copy=False)
    target = np.where(counted, targets, 0)

    rows = np.arange(len(target))
    z -= z.max(axis=1, keepdims=True)  # in place: np.where made a copy
    at_target = z[rows, target]
    exp = np.exp(z, out=z)
    total = exp.sum(axis=1)

    share = weights / (weights.sum() if counted.any() else 1.0)  # sums to 1, or is all 0
    loss = (share * (np.log(total) - at_target)).sum()

    dlogits = exp  # w / sum w times p, the derivative of the log-sum-exp ...
    dlogits *= (share / total)[:, None]
    dlogits[rows, target] -= share  # ... minus y, the derivative of the target's logit
    return float(loss) + 0.0, dlogits  # + 0.0 turns -0.0 into 0.0
