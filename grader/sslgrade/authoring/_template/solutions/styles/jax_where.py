"""Another style."""

import jax.numpy as xp


def __ID__(pred, target):
    d = xp.where(pred > target, pred - target, target - pred)
    return xp.mean(d * d)
