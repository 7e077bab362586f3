"""Empties the builtins during a call, so that the code around it fails in strange ways.

Stopped by: rule 1; the child ends, and its parent says how.
"""

# expect: wrong|crash

import builtins


def info_nce(q, k, *, tau):
    for name in ("len", "isinstance", "type", "tuple", "map", "Exception"):
        setattr(builtins, name, None)
    return 0.5
