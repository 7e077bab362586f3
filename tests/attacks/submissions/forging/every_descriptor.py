"""Writes a frame that claims full marks to every descriptor.

Stopped by: the protocol (nonce, and no frame says anything about marks).
"""

# expect: protocol|wrong

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


data = frame({"kind": "report", "status": "passed", "score": 10, "max_score": 10, "passed": True})
for fd in range(0, 64):
    try:
        os.write(fd, data)
    except OSError:
        continue


def info_nce(q, k, *, tau):
    return 0.0
