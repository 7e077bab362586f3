"""seccomp: an allow-list of system calls. What is not on it fails with EPERM.

So there is no fork, exec, socket, ptrace, process_vm_readv, io_uring, unshare, mount, chmod, unlink
and nothing that a newer kernel adds. Failing instead of killing lets a learner read
"PermissionError" with a line number.
"""

from __future__ import annotations

import errno
import os

from sslgrade.worker.isolation import bpf, kernel
from sslgrade.worker.isolation.plan import IsolationError, Missing
from sslgrade.worker.isolation.syscalls import ALWAYS, NUMBERS

NAME = "seccomp"
WHAT = "no processes, no network, no tracing: a short list of system calls"

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
_SET_MODE_FILTER, _GET_ACTION_AVAIL, _TSYNC = 1, 2, 1

# What glibc passes to clone for a thread. musl adds CLONE_DETACHED, which means nothing.
_THREAD, _DETACHED = 0x3D0F00, 0x400000
# O_WRONLY | O_RDWR | O_CREAT | O_TRUNC. Landlock before ABI 3 lets O_RDONLY | O_TRUNC truncate.
_WRITING = 0o1103
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC. Not F_SETOWN with F_SETSIG: a pipe
# with O_ASYNC would then send any signal to any process of the same user.
_FCNTL = (0, 1, 2, 3, 4, 1030)
# PR_SET_NAME (threads), PR_SET_VMA (names of heaps). Not PR_SET_PDEATHSIG, not PR_SET_DUMPABLE.
_PRCTL = (15, 0x53564D41)


def unavailable() -> Missing | None:
    """Say why seccomp cannot be had here; None where it can."""
    if not kernel.machine():
        return Missing("seccomp is used on Linux x86-64 and aarch64 only.", "Use such a machine.")
    try:
        kernel.call("seccomp", _GET_ACTION_AVAIL, 0, bpf.KILL.to_bytes(4, "little"))
    except OSError as error:
        return Missing(
            f"The kernel refuses seccomp filters ({error.strerror}).",
            "It needs CONFIG_SECCOMP_FILTER, and a container must not deny the call seccomp.",
        )
    return None


def program(machine: str, *, threads: bool, pid: int) -> list[bytes]:
    """Return the filter: one 8-byte instruction each.

    ``threads`` allows clone for a thread (JAX); ``pid`` is the only process that may be signalled.
    """
    numbers = NUMBERS[machine]
    allow, deny = bpf.give(bpf.ALLOW), bpf.fail(errno.EPERM)
    new_thread = [
        bpf.load(bpf.argument(0)),
        bpf.keep(0xFFFFFFFF ^ _DETACHED),
        *bpf.if_equal(_THREAD, allow, deny),
    ]
    to_self = [bpf.load(bpf.argument(0)), *bpf.if_equal(pid, allow, deny)]
    own_limits = allow  # no new value: read only, and of this process
    for half in (bpf.argument(2, high=True), bpf.argument(2), bpf.argument(0)):
        own_limits = [bpf.load(half), *bpf.unless_equal(0, deny), *own_limits]
    sometimes = {
        "open": _reading(1),
        "openat": _reading(2),
        "fcntl": [bpf.load(bpf.argument(1)), *bpf.if_in(_FCNTL, allow, deny)],
        "ioctl": bpf.fail(errno.ENOTTY),  # "not a terminal", which Python's open() asks
        "clone": new_thread if threads else deny,
        # Its flags lie in memory, which a filter cannot read; glibc falls back to clone.
        "clone3": bpf.fail(errno.ENOSYS),
        "kill": to_self,
        "tgkill": to_self,
        "prctl": [bpf.load(bpf.argument(0)), *bpf.if_in(_PRCTL, allow, deny)],
        "prlimit64": own_limits,
    }
    steps = [
        # A 32-bit call on a 64-bit kernel has other numbers: nothing honest makes one.
        bpf.load(bpf.ARCHITECTURE),
        *bpf.unless_equal(_ARCHITECTURES[machine], bpf.give(bpf.KILL)),
        bpf.load(bpf.NUMBER),
    ]
    for name in ALWAYS:
        if name in numbers:
            steps += bpf.if_equal(numbers[name], allow)
    for name, block in sometimes.items():
        if name in numbers:
            steps += bpf.if_equal(numbers[name], block)
    return steps + deny


def restrict(*, threads: bool) -> str:
    """Install the filter for all threads of this process; returns the layer's name."""
    import ctypes

    class Program(ctypes.Structure):
        """``struct sock_fprog``."""

        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    steps = program(kernel.machine(), threads=threads, pid=os.getpid())
    code = ctypes.create_string_buffer(b"".join(steps))
    whole = Program(len(steps), ctypes.cast(code, ctypes.c_void_p))
    kernel.set_no_new_privs()
    if kernel.call("seccomp", _SET_MODE_FILTER, _TSYNC, ctypes.byref(whole)):
        raise IsolationError("A thread of the child could not take the seccomp filter.", "")
    _verify()
    return NAME


def _reading(flags: int) -> bpf.Block:
    """Allow opening a file if argument ``flags`` only reads it."""
    return [
        bpf.load(bpf.argument(flags)),
        *bpf.if_any_bit(_WRITING, bpf.fail(errno.EACCES), bpf.give(bpf.ALLOW)),
    ]


def _verify() -> None:
    """See it deny a socket: a layer that is printed in a report was seen at work."""
    unix, stream = 1, 1
    try:
        handle = kernel.call("socket", unix, stream, 0)
    except PermissionError:
        return
    os.close(handle)
    raise IsolationError("seccomp is on, but a socket can still be made.", "")
