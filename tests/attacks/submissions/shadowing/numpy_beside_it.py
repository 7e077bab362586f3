"""Counts on a numpy.py beside the submission, by an empty entry of sys.path and a fresh import.

Stopped by: isolated start and the import guard (by name, not by folder).
"""

# expect: wrong|import

import sys

sys.path[:0] = ["", ".", "@WORK@"]
for name in [name for name in sys.modules if name.split(".")[0] in ("numpy", "json", "expected")]:
    del sys.modules[name]
import json  # noqa: E402

import numpy as np  # noqa: E402


def info_nce(q, k, *, tau):
    return 0.0
