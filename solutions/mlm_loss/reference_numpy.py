"""Reference solution of mlm_loss in NumPy."""

import numpy as np


def mlm_loss(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> float:
    """Mean surprise, in nats, at the selected tokens of the whole batch.

    See Devlin et al., BERT, NAACL 2019, section 3.1.
    """
    logits, labels = np.asarray(logits), np.asarray(labels)
    selected = np.asarray(selected, dtype=bool)
    if logits.ndim != 3 or labels.shape != logits.shape[:2] or selected.shape != labels.shape:
        raise ValueError(
            f"expected logits [B, T, V], labels [B, T] and selected [B, T], "
            f"got {logits.shape}, {labels.shape} and {selected.shape}"
        )
    # Gather first: z is float[M, V]. What is not selected is never looked at, so no label of -100
    # and no NaN can do harm, and nothing of size B*T*V is computed.
    z, label = logits[selected], labels[selected]
    count = len(label)
    if count == 0:
        return 0.0  # the mean of nothing, by convention
    z = z.astype(np.result_type(z.dtype, np.float32), copy=False)

    z -= z.max(axis=1, keepdims=True)  # in place: gathering made a copy
    nll = np.log(np.exp(z).sum(axis=1)) - z[np.arange(count), label]

    # One sum, one division. A mean per sentence would let short sentences decide.
    return float(nll.sum() / count)
