"""Returns a pointer that no request can hold, for the law that hands it to the next call.

Stopped by: the laws (what cannot be handed on breaks them).
"""

# exercise: moco_queue

import numpy as np


def moco_step(q, k, queue, ptr, *, tau):
    return 0.0, np.zeros(q.shape), np.zeros(queue.shape), np.array(2**64 - 1, dtype=np.uint64)
