"""Makes sockets by system call, by the old 32-bit door, and through io_uring.

Stopped by: seccomp (L2).
"""

# expect: wrong|crash

import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    numbers = {"x86_64": (41, 53, 425), "aarch64": (198, 199, 425)}.get(os.uname().machine)
    for number in numbers or ():
        fd = libc.syscall(number, 2, 1, 0, 0)
        if fd >= 0:
            address = struct.pack("<HH", 2, 0)[:2] + struct.pack(">H", int("@TCP@")) + bytes([127, 0, 0, 1]) + bytes(8)
            libc.connect(fd, address, 16)
            os.close(fd)
    # x32 and int 0x80 have other numbers: the filter kills or denies both.
    libc.syscall(0x40000000 | 41, 2, 1, 0)
    return 0.0
