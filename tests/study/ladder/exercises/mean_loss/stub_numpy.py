import numpy as np


def mean_loss(x):
    """Return the mean."""
    raise NotImplementedError
