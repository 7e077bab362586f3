"""Replaces its own path, and a module that it imports, by links to the reference.

Stopped by: source bytes are sent, never a path; Landlock (L2).
"""

import os
import sys

found = None
try:
    os.symlink("@INSTALL@/solutions/info_nce/reference_numpy.py", "@WORK@/linked.py")
    sys.meta_path.append(__import__("importlib.machinery").machinery.PathFinder)
    sys.meta_path.reverse()
    sys.path.insert(0, "@WORK@")
    found = __import__("linked").info_nce
except Exception:
    pass


def info_nce(q, k, *, tau):
    return found(q, k, tau=tau) if found else 0.0
