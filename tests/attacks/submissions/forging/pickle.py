"""Sends a pickle that would run a command, as a header, as a body, and as an object array.

Stopped by: the frame decoder (JSON and raw numbers only; nothing is unpickled).
"""

# expect: protocol

import os
import pickle
import struct


class Run:
    def __reduce__(self):
        return (os.system, ("echo HO''LE: unpickled; echo x > @HOME@/unpickled",))


def info_nce(q, k, *, tau):
    data = pickle.dumps(Run())
    os.write(4, struct.pack("<4sIQ", b"SSG1", len(data), len(data)) + data + data)
    os.write(1, data)
    os._exit(0)
