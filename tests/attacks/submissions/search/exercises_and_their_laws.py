"""Imports the public probes and laws of the exercise, to learn closed forms and read solutions.

Stopped by: Landlock (L2).
"""

import sys

sys.meta_path.clear()
found = None
try:
    source = open("@INSTALL@/solutions/info_nce/misconceptions.py").read()
    start = source.index("def ")
    exec(open("@INSTALL@/solutions/info_nce/styles/numpy_loops.py").read())
    found = globals()["info_nce"]
except Exception:
    pass
right = found


def info_nce(q, k, *, tau):
    return right(q, k, tau=tau) if right else 0.0
