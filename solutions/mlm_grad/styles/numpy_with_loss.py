"""With the loss beside it, as a learner keeps it who checks by finite differences."""

import numpy as np


def _log_softmax(z: np.ndarray) -> np.ndarray:
    z = z - z.max(axis=-1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))


def mlm_loss(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> float:
    """Mean surprise at the selected tokens."""
    log_p = _log_softmax(logits[selected])
    nll = -log_p[np.arange(len(log_p)), labels[selected]]
    return float(nll.sum() / max(len(nll), 1))


def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> np.ndarray:
    """Gradient of the loss above."""
    p = np.zeros(logits.shape)
    p[selected] = np.exp(_log_softmax(logits[selected]))
    b, t = np.where(selected)
    p[b, t, labels[b, t]] -= 1
    return np.asarray(p / max(len(b), 1))
