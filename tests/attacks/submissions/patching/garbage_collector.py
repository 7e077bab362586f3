"""Uses gc callbacks and weak references to run code between the grader's own steps.

Stopped by: rule 1 (there is nothing to find between the steps).
"""

import gc
import sys

seen = []


def callback(phase, info):
    frame = sys._getframe(1)
    while frame:
        seen.extend(v for n, v in frame.f_locals.items() if n in ("want", "expected"))
        frame = frame.f_back


gc.callbacks.append(callback)
gc.set_threshold(20, 1, 1)


def info_nce(q, k, *, tau):
    del gc.callbacks[1:]
    return float(seen[0]) if seen else 0.5
