"""Returns arrays of 60 MB in every call: honest bytes, which cost the grader its memory.

Stopped by: the limit on results; the reason may not accuse anybody of forging.
"""

# expect: wrong|memory

import numpy as np

big = np.zeros(60 << 20, np.int8)


def info_nce(q, k, *, tau):
    return big
