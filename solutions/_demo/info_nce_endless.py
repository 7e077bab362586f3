import numpy as np


def info_nce(q, k, *, tau):
    u = q / np.linalg.norm(q, axis=1, keepdims=True)
    v = k / np.linalg.norm(k, axis=1, keepdims=True)
    s = u @ v.T / tau
    shift, step = s.max(), 1.0
    while step > 0:  # meant to shrink until nothing is left, but nothing shrinks it
        shift = shift - 0 * step
    s = s - shift
    return np.mean(np.log(np.exp(s).sum(axis=1)) - np.diag(s))
