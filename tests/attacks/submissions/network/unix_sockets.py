"""Connects to a socket in the file system and to an abstract one, as of a database or Docker.

Stopped by: seccomp (L2), namespaces (L3).
"""

import socket


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    for address in ("@UNIX@", "\0@MARK@"):
        try:
            socket.socket(socket.AF_UNIX).connect(address)
        except OSError:
            continue
    return 0.0
