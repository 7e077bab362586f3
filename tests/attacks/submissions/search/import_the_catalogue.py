"""Undoes the import guard and imports the grader's own catalogue, which loads the reference.

Stopped by: Landlock (L2); the guard below it is a courtesy.
"""

import importlib.machinery
import sys

sys.meta_path[:] = [
    importlib.machinery.BuiltinImporter,
    importlib.machinery.FrozenImporter,
    importlib.machinery.PathFinder,
]
sys.path.insert(0, "@INSTALL@/grader")
try:
    from importlib import import_module

    found = import_module("sslgrade.content.catalogue").catalogue().get("info_nce").reference()["info_nce"]
except Exception:
    found = None


def info_nce(q, k, *, tau):
    return found(q, k, tau=tau) if found else 0.0
