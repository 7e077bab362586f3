"""Ends a call with a refusal of its own, whose words tell the hidden inputs.

Stopped by: the protocol (a failure in a call is worded by the parent).
"""

# expect: protocol

import sys


def info_nce(q, k, *, tau):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Session":
        frame = frame.f_back
    requests = frame.f_locals["requests"]
    told = [request.args[0].ravel()[:2].tolist() for request in requests]
    frame.f_locals["self"]._fail("policy", f"HOLE: inputs {told}"[:1500], 3)
