"""Give up root's powers without giving up the user id.

Changing to another user would break a Python that lies in a home of mode 0700. Without
capabilities user 0 is an ordinary owner of files; no_new_privs keeps an exec from regaining them.
"""

from __future__ import annotations

import struct
import sys

from sslgrade.worker.isolation import kernel
from sslgrade.worker.isolation.plan import IsolationError, Missing

NAME = "capabilities"
WHAT = "none of root's powers, and no way to gain rights by exec"

_VERSION_3 = 0x20080522
_HEADER = struct.pack("<Ii", _VERSION_3, 0)  # version, this process


def unavailable() -> Missing | None:
    """Say why capabilities cannot be dropped here; None where they can."""
    if not sys.platform.startswith("linux"):
        return Missing("Capabilities exist only on Linux.", "")
    if not kernel.machine():
        return Missing("System calls are known for x86-64 and aarch64 only.", "")
    return None


def restrict() -> str:
    """Drop effective, permitted and inheritable capabilities; returns the layer's name."""
    import ctypes

    kernel.set_no_new_privs()
    kernel.call("capset", _HEADER, bytes(24))
    left = ctypes.create_string_buffer(b"\xff" * 24, 24)
    kernel.call("capget", _HEADER, left)
    if left.raw != bytes(24) or kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) != 1:
        raise IsolationError("Capabilities are still there after dropping them.", "")
    return NAME
