"""Imports a package that the track does not have, by a name that is made at run time.

Stopped by: the import guard; from L2 Landlock.
"""

import importlib


def info_nce(q, k, *, tau):
    module = importlib.import_module("to" + "rch")
    return float(module.logsumexp(module.tensor(q @ k.T), 1).mean())
