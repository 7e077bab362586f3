"""Returns dicts of tuples of uneven shapes, which no array can be made of.

Stopped by: comparison (the kind of a result is judged before its values).
"""

# exercise: ema_center

import numpy as np


def ema_update(teacher, student, *, m):
    return {"w": ((1.0, 2.0), 3.0), "b": (np.zeros(3), ())}


def center_update(center, teacher_out, *, m):
    return (1.0, (2.0,))
