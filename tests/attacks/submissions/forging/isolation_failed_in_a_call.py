"""Says in the child's place that the isolation failed: the grader's own fault, so no grade.

Stopped by: the protocol (only before learner code runs can isolation fail).
"""

# expect: protocol

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
    header = {"kind": "failed", "reason": "isolation", "message": "no", "line": 0, "layers": []}
    send(frame(header))
    os._exit(0)
