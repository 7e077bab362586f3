"""System calls that Python does not wrap, through ctypes: no package to install, none to trust.

ctypes is imported on first use: numpy imports it anyway, but ``sslgrade list`` does not need it.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import Any

PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4
PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS = 38, 39
ENOSYS = 38

# The calls that the layers themselves make. Linux gives the newer ones one number everywhere.
_NUMBERS = {
    "x86_64": {"capget": 125, "capset": 126, "seccomp": 317, "socket": 41},
    "aarch64": {"capget": 90, "capset": 91, "seccomp": 277, "socket": 198},
}
_COMMON = {
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}


def machine() -> str:
    """``x86_64`` or ``aarch64`` where the numbers below hold, otherwise an empty text."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return ""
    name = os.uname().machine
    return name if name in _NUMBERS else ""


@functools.cache
def _libc() -> Any:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    # Without types ctypes would pass a Python int as a 32-bit int.
    libc.syscall.restype = ctypes.c_long
    libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    return libc


def call(name: str, *arguments: int | bytes | Any | None) -> int:
    """Make a system call; OSError with its errno if it fails or does not exist here."""
    import ctypes

    where = machine()
    if not where:
        raise OSError(ENOSYS, f"{name}: only on Linux, x86-64 and aarch64")
    number = _COMMON.get(name) or _NUMBERS[where][name]
    words = [ctypes.c_long(item) if isinstance(item, int) else item for item in arguments]
    result = int(_libc().syscall(ctypes.c_long(number), *words))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def prctl(option: int, value: int = 0) -> int:
    """``prctl(option, value, 0, 0, 0)``; OSError if it fails."""
    import ctypes

    result = int(_libc().prctl(option, value, 0, 0, 0))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"prctl {option}: {os.strerror(error)}")
    return result


def set_no_new_privs() -> None:
    """Give up gaining rights by exec, for good. Landlock and seccomp demand it without root."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def set_dumpable(dumpable: bool) -> bool:
    """Let (or forbid) processes of the same user to ptrace this one; returns what it was before.

    The grader is not dumpable while a child lives: otherwise, at L1, a learner could read the
    expected values in its memory or stop it with SIGSTOP by ptrace.
    """
    before = prctl(PR_GET_DUMPABLE) == 1
    prctl(PR_SET_DUMPABLE, int(dumpable))
    return before
