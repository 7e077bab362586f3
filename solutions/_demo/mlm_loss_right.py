import numpy as np


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def mlm_loss(logits, labels, selected, input_ids, attention_mask):
    rows, positions = np.nonzero(selected)
    if len(rows) == 0:
        return 0.0
    logp = log_softmax(logits[rows, positions].astype(np.float64))
    picked = logp[np.arange(len(rows)), labels[rows, positions]]
    return -picked.mean()
