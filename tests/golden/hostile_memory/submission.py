import numpy as np


def info_nce(q, k, *, tau):
    keep = []
    while True:
        keep.append(np.ones((1 << 22,)))
