"""Reference solution of mlm_grad in NumPy."""

import numpy as np


def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> np.ndarray:
    """Gradient of the MLM loss with respect to the logits: ``(p - y) / |M|`` where selected.

    See Devlin et al., BERT, NAACL 2019, section 3.1, for the loss, and Bishop, Pattern Recognition
    and Machine Learning, 2006, section 4.3.4, for its gradient.
    """
    logits, labels = np.asarray(logits), np.asarray(labels)
    selected = np.asarray(selected, dtype=bool)
    if logits.ndim != 3 or labels.shape != logits.shape[:2] or selected.shape != labels.shape:
        raise ValueError(
            f"expected logits [B, T, V], labels [B, T] and selected [B, T], "
            f"got {logits.shape}, {labels.shape} and {selected.shape}"
        )
    dtype = np.result_type(logits.dtype, np.float32)
    dz = np.zeros(logits.shape, dtype=dtype)  # where nothing is asked, nothing is pulled

    # Only selected rows are gathered: z is float[M, V]. Nothing else can reach the arithmetic.
    z, label = logits[selected].astype(dtype), labels[selected]
    count = len(label)
    if count == 0:
        return dz

    e = np.exp(z - z.max(axis=1, keepdims=True))
    row = e / e.sum(axis=1, keepdims=True)  # p, the derivative of the log-sum-exp ...
    row[np.arange(count), label] -= 1.0  # ... minus y, the derivative of the label's logit
    dz[selected] = row / count
    return dz
