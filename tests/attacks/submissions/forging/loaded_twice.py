"""Says "loaded" in the child's place while it is loaded, with functions that are not there.

Stopped by: the protocol (a frame that was not asked for).
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


send(frame({"kind": "loaded", "functions": ["info_nce"], "layers": ["process"]}))


def info_nce(q, k, *, tau):
    return 0.0
