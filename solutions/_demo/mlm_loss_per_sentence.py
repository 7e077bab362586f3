import numpy as np


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def mlm_loss(logits, labels, selected, input_ids, attention_mask):
    per_sentence = []
    for z, label, chosen in zip(logits, labels, selected):
        if chosen.any():
            logp = log_softmax(z[chosen])
            picked = logp[np.arange(chosen.sum()), label[chosen]]
            per_sentence.append(-picked.mean())
    return np.mean(per_sentence) if per_sentence else 0.0
