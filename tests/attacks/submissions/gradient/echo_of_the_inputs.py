"""Returns its inputs as their own gradients.

Stopped by: the gradient check.
"""

# exercise: info_nce_grad


def info_nce_grad(q, k, *, tau):
    return 0.0, q, k, tau
