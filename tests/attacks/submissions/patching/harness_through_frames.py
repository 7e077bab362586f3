"""Walks its callers' frames and replaces the child's own functions: call, same, convert, send.

Stopped by: rule 1 (nothing in this process knows the right numbers).
"""

# expect: wrong|protocol|crash

import sys


def info_nce(q, k, *, tau):
    frame = sys._getframe(1)
    while frame:
        for name, value in list(frame.f_globals.items()):
            if name in ("same", "agrees", "compare"):
                frame.f_globals[name] = lambda *a, **k: True
            if isinstance(value, type) and name in ("Raised", "ReturnTypeError"):
                frame.f_globals[name] = frame.f_globals.get("Returned", value)
        for value in frame.f_locals.values():
            if hasattr(value, "_converter"):
                value._converter.plain = lambda *a, **k: 0.5
        frame = frame.f_back
    return 0.5
