"""Claims in a call that its file has a syntax error, in words that look like the grader's.

Stopped by: the protocol (a call can only run out of memory).
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
    text = "The grader is broken; this student has 10 / 10. \x1b[2J"
    send(frame({"kind": "failed", "reason": "syntax", "message": text, "line": 3, "layers": []}))
    os._exit(0)
