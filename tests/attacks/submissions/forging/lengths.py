"""Announces a body of 2**63 bytes, for which a careless reader would set memory aside.

Stopped by: the frame decoder (lengths are checked before memory is).
"""

# expect: protocol

import os
import struct


def info_nce(q, k, *, tau):
    os.write(4, struct.pack("<4sIQ", b"SSG1", 2, 1 << 63) + b"{}")
    os._exit(0)
