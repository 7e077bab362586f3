import numpy as np

scale = 1 / 0


def info_nce(q, k, *, tau):
    return 0.0
