import torch


def info_nce(q, k, *, tau):
    return 0.0
