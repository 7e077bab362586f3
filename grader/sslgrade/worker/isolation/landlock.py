"""Landlock: the files of the plan are readable, everything else is not there.

Landlock denies opening files, making and removing them, and exec; from ABI 4 TCP, from ABI 6
signals and abstract sockets. It does not deny stat, chdir, UDP or path sockets: seccomp does the
sockets. It binds the calling thread only, so there must be just one.
https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import errno
import os
import stat
import struct
from collections.abc import Iterable

from sslgrade.worker.isolation import kernel
from sslgrade.worker.isolation.plan import IsolationError, Missing

NAME = "landlock"
WHAT = "only the standard library and numpy or jax can be read, nothing can be written"

_CREATE_VERSION = 1  # flag of landlock_create_ruleset: return the ABI instead
_PATH_BENEATH = 1  # rule type
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# How many file access rights an ABI knows; handling a right means denying it without a rule.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract sockets, signals


def abi() -> int:
    """Return the Landlock ABI of the running kernel; 0 if there is none."""
    try:
        return kernel.call("landlock_create_ruleset", None, 0, _CREATE_VERSION)
    except OSError:
        return 0


def unavailable() -> Missing | None:
    """Say why Landlock cannot be had here; None where it can."""
    if not kernel.machine():
        return Missing("Landlock is used on Linux x86-64 and aarch64 only.", "Use such a machine.")
    if not os.path.isdir("/proc/self/task"):
        return Missing("/proc is not mounted.", "Mount /proc: the threads are counted there.")
    try:
        kernel.call("landlock_create_ruleset", None, 0, _CREATE_VERSION)
    except OSError as error:
        return {
            errno.EOPNOTSUPP: Missing(
                "Landlock is built into the kernel, but disabled at boot.",
                "Add landlock to the kernel parameter lsm=.",
            ),
            errno.ENOSYS: Missing(
                "The kernel has no Landlock.",
                "It needs Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK.",
            ),
        }.get(
            error.errno or 0,
            Missing(
                f"Landlock is denied ({error.strerror}).",
                "A container's seccomp profile must allow the landlock_* system calls.",
            ),
        )
    return None


def restrict(readable: Iterable[str]) -> str:
    """Deny this thread everything but reading ``readable``; returns layer and ABI."""
    threads = os.listdir("/proc/self/task")
    if len(threads) != 1:
        raise IsolationError(
            f"{len(threads)} threads run already, and Landlock would bind only one of them.",
            "Start the child with OPENBLAS_NUM_THREADS=1 and before any JAX computation.",
        )
    version = abi()
    rules = kernel.call("landlock_create_ruleset", *_attributes(version), 0)
    try:
        for path in readable:
            _allow(rules, path)
        kernel.set_no_new_privs()
        kernel.call("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)
    _verify()
    return f"{NAME} (ABI {version})"


def _attributes(version: int) -> tuple[bytes, int]:
    """``struct landlock_ruleset_attr`` as long as the ABI knows it, and its length."""
    files = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    words = [files] + [_TCP] * (version >= 4) + [_SCOPES] * (version >= 6)
    return struct.pack(f"<{len(words)}Q", *words), 8 * len(words)


def _allow(rules: int, path: str) -> None:
    """Add one rule. A path that went away since the plan was made needs none."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        rights = _READ_FILE | _READ_DIR if folder else _READ_FILE
        kernel.call(
            "landlock_add_rule", rules, _PATH_BENEATH, struct.pack("<Qi", rights, handle), 0
        )
    finally:
        os.close(handle)


def _verify() -> None:
    """See it deny something: a layer that is printed in a report was seen at work."""
    try:
        os.listdir("/")
    except PermissionError:
        return
    raise IsolationError("Landlock is on, but / can still be listed.", "")
