"""Reads secrets where they usually are: the environment, ~/.ssh, ~/secret.txt, the C environ.

Stopped by: empty environment (L0), Landlock (L2).
"""

import ctypes
import os


def info_nce(q, k, *, tau):
    print(dict(os.environ))
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    i = 0
    while environ and environ[i]:
        print(environ[i])
        i += 1
    for path in ("@SECRET_FILE@", "@HOME@/.ssh/id_ed25519", "/proc/self/environ"):
        try:
            print(open(path).read())
        except OSError as error:
            print(type(error).__name__)
    return 0.0
