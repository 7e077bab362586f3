"""Opens a port of its own, to be asked later.

Stopped by: Landlock (TCP) and seccomp (L2).
"""

import socket


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    try:
        server = socket.create_server(("127.0.0.1", 0))
        print("HOLE: a port of its own" if server.getsockname() else "")
    except OSError:
        pass
    return 0.0
