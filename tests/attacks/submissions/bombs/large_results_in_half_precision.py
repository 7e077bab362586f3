"""Returns 31 million float16 numbers in every call; comparing widens them four times.

Stopped by: the limit on results; shapes are compared before values.
"""

# expect: wrong|memory

import numpy as np

big = np.zeros(31 << 20, np.float16)


def info_nce(q, k, *, tau):
    return big
