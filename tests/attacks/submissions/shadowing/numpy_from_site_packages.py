"""Imports another package, SciPy, past the guard, and lets it compute the answer.

Stopped by: Landlock (L2); the guard below it is a courtesy.
"""

import importlib.machinery
import os
import sys

import numpy as np

try:
    sys.meta_path[:] = [importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter, importlib.machinery.PathFinder]
    sys.path.append(os.path.dirname(os.path.dirname(np.__file__)))
    lse = __import__("scipy.special").special.logsumexp
except Exception:
    lse = None


def info_nce(q, k, *, tau):
    if lse is None:
        return 0.0
    if tau <= 0 or q.shape != k.shape:
        raise ValueError
    u = q / np.maximum(np.linalg.norm(q, axis=1, keepdims=True), 1e-12)
    v = k / np.maximum(np.linalg.norm(k, axis=1, keepdims=True), 1e-12)
    s = u @ v.T / tau
    return (lse(s, axis=1) - np.diag(s)).mean()
