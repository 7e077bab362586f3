"""Loads the reference by its path, with every loader of the standard library.

Stopped by: Landlock (L2).
"""

import importlib.machinery
import importlib.util
import runpy

path = "@INSTALL@/solutions/info_nce/reference_numpy.py"
found = None
try:
    loader = importlib.machinery.SourceFileLoader("reference", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("reference", loader))
    loader.exec_module(module)
    found = module.info_nce
except Exception:
    try:
        found = runpy.run_path(path)["info_nce"]
    except Exception:
        pass


def info_nce(q, k, *, tau):
    return found(q, k, tau=tau) if found else 0.0
