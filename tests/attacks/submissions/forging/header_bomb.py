"""Sends headers of 8 MB that hold millions of small objects, one after the other.

Stopped by: the frame decoder (header size), the wall-clock limit.
"""

# expect: protocol|time|crash

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
    head = '{"kind":"done","nonce":"%s","first":0,"arrays":[],"outcomes":[],"x":[' % nonce()
    text = (head + ",".join(["{}"] * 2_500_000) + "]}").encode()
    data = struct.pack("<4sIQ", b"SSG1", len(text), 0) + text
    for _ in range(100):
        send(data)
    os._exit(0)
