"""Another style."""

import jax.numpy as xp


def __ID__(pred, target):
    d = pred - target
    return xp.einsum("nd,nd->", d, d) / d.size
