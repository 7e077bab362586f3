"""Sends valid frames without any outcome until the limit, to keep the grader busy.

Stopped by: the CPU and wall-clock limits of the submission.
"""

# expect: protocol|time|crash
# wall: 4

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
    data = frame({"kind": "done", "nonce": nonce(), "first": 0, "arrays": [], "outcomes": []})
    while True:
        send(data * 100)
