import numpy as np


def mean_grad(x):
    """Return the mean."""
    raise NotImplementedError
