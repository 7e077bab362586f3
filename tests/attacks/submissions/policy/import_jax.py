"""NumPy track: imports jax in the open.

Stopped by: the policy on the text of the file, with the line.
"""

# expect: policy

import jax.numpy as np


def info_nce(q, k, *, tau):
    return 0.0
