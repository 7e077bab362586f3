import numpi as np


def info_nce(q, k, *, tau):
    return 0.0
