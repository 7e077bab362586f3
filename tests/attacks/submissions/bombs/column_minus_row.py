"""Returns a column and a row in turn, whose difference in a law would be a table of a gigabyte.

Stopped by: the laws (shapes are compared before anything is computed).
"""

# exercise: ema_center

import numpy as np

turn = [0]


def ema_update(teacher, student, *, m):
    return teacher


def center_update(center, teacher_out, *, m):
    turn[0] += 1
    return np.zeros((12_000, 1) if turn[0] % 2 else (1, 12_000))
