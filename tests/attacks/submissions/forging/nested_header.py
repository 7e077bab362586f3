"""Sends a header of eight million opening brackets.

Stopped by: the frame decoder (recursion is a refusal).
"""

# expect: protocol

import os
import struct


def info_nce(q, k, *, tau):
    text = b"[" * (8 << 20)
    data = struct.pack("<4sIQ", b"SSG1", len(text), 0) + text
    while data:
        data = data[os.write(4, data) :]
    os._exit(0)
