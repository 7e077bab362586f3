import numpy as np


def info_nce(q, k, *, tau):
    s = q @ k.T / tau
    m = s.max(axis=0)
    return (m + np.log(np.exp(s - m).sum(axis=0)) - np.diag(s)).mean()
