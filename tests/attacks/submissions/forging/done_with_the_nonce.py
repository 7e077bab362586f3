"""Takes the nonce from its callers' frames and answers all requests itself, with zeros.

Stopped by: rule 1 (a forged reply has to be the right numbers).
"""

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
    outcomes = [["returned", (0.0).hex(), []] for _ in scope.f_locals["requests"]]
    send(frame({"kind": "done", "nonce": nonce(), "first": 0, "arrays": [], "outcomes": outcomes}))
    os._exit(0)
