"""JAX: answers every request itself with nested tuples of which no array can be made.

Stopped by: comparison (the kind of a result is judged before its values).
"""

# backend: jax
# expect: wrong|protocol|crash

import json
import os
import struct
import sys


def frame(header, body=b""):
    text = json.dumps(header).encode()
    return struct.pack("<4sIQ", b"SSG1", len(text), len(body)) + text + body


def nonce():
    scope = sys._getframe(1)
    while scope:
        value = scope.f_locals.get("frame")
        if value is not None and hasattr(value, "header"):
            return value.header["nonce"]
        scope = scope.f_back
    return ""


def send(data, fd=4):
    while data:
        data = data[os.write(fd, data) :]


def info_nce(q, k, *, tau):
    scope = sys._getframe(1)
    while "requests" not in scope.f_locals:
        scope = scope.f_back
    one = (1.0).hex()
    uneven = ["returned", [[one, [one, one]], [[one], one]], []]
    outcomes = [uneven for _ in scope.f_locals["requests"]]
    send(frame({"kind": "done", "nonce": nonce(), "first": 0, "arrays": [], "outcomes": outcomes}))
    os._exit(0)
