"""Changes the list of isolation layers that the child reports, through its callers' frames.

Stopped by: the order of the protocol (layers are told before learner code runs).
"""

# expect: wrong|protocol

import sys

scope = sys._getframe(1)
while scope:
    layers = scope.f_locals.get("layers")
    if type(layers) is list:
        layers[:] = ["process", "a layer that this file made up"]
    scope = scope.f_back


def info_nce(q, k, *, tau):
    return 0.0
