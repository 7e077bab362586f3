"""Connects to a port of this machine and sends what it was asked.

Stopped by: Landlock (TCP) and seccomp (L2), the network namespace (L3).
"""

import socket


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    try:
        with socket.create_connection(("127.0.0.1", int("@TCP@")), 1) as link:
            link.sendall(q.tobytes())
    except OSError:
        pass
    return 0.0
