"""Ends a child and everything it left behind, and proves that nothing survived.

A process group is not enough: learner code may call setsid. While a worker lives, the parent is a
"child subreaper", so that orphans become its own children, where they are found, killed and reaped
until there are none. It is also not dumpable, so that learner code of the same user can neither
read its memory nor stop it by ptrace. Both hold only while a worker lives, and only on Linux.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from sslgrade.records import dataclass, field
from sslgrade.worker.isolation import kernel
from sslgrade.worker.proc import (
    children,
    cpu_seconds,
    descendants,
    environment_of,
    no_new_privileges,
    peak_rss_mb,
    session_of,
    started_at,
)

PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER = 36, 37
PATIENCE_S = 5.0
# Importing signal would cost a millisecond of every check.
SIGKILL = 9

_LINUX = sys.platform == "linux"
_lock = threading.Lock()
_living: dict[int, int] = {}
"""Workers that are alive, and when each was started (in clock ticks since boot)."""
_before: list[bool] = []
_reaped: dict[int, tuple[int, Any]] = {}
"""Status and usage of children that could not be looked at without reaping them (macOS)."""


@dataclass
class Remains:
    """How a child ended. ``status`` is its exit status, negative for a signal.

    ``by_itself``: it was not killed by us. ``lost``: nobody knows, whoever watched it is gone.
    """

    status: int = 0
    by_itself: bool = False
    lost: bool = False
    cpu_s: float = 0.0
    peak_rss_mb: float = 0.0
    survivors: list[int] = field(default_factory=list)


def adopt(start: Callable[[], int]) -> int:
    """Start a child and take responsibility for it; returns its process id.

    Both happen under one lock: while a thread starts a child, another one that looks for orphans
    must not take it for one.
    """
    with _lock:
        pid = start()
        if _LINUX and not _living:
            _before.append(kernel.set_dumpable(False))
            kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
        _living[pid] = started_at(pid) if _LINUX else 0
        return pid


def _leave(pid: int) -> None:
    with _lock:
        _living.pop(pid, None)
        if _LINUX and not _living and _before:
            kernel.set_dumpable(_before.pop())
            kernel.prctl(PR_SET_CHILD_SUBREAPER, 0)


def has_ended(pid: int, patience_s: float) -> bool:
    """Whether the child has ended by itself, after waiting a little."""
    deadline = time.monotonic() + patience_s
    while not _look(pid):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.002)
    return True


def _look(pid: int) -> bool:
    if pid in _reaped:
        return True
    try:
        if hasattr(os, "waitid"):
            # Not reaped yet: until then its number, and its group's, cannot be given to others.
            return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
        found, status, usage = os.wait4(pid, os.WNOHANG)
    except ChildProcessError:
        return True
    if found:
        _reaped[pid] = (status, usage)
    return found != 0


def end(pid: int, token: str, patience_s: float = 0.0, *, boxed: bool = False) -> Remains:
    """Kill a child and its descendants, reap them all, and say how the child ended.

    It may end by itself for ``patience_s`` before it is killed.

    ``boxed``: the child is bubblewrap around the worker; what the worker used is read from its
    descendants, because processes killed inside a pid namespace leave no account to their parent.
    """
    remains = Remains(peak_rss_mb=peak_rss_mb(pid))
    remains.by_itself = has_ended(pid, patience_s)
    if boxed:
        inside = descendants(pid)
        remains.cpu_s = sum(map(cpu_seconds, inside))
        remains.peak_rss_mb = max(map(peak_rss_mb, inside), default=0.0)
    try:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, SIGKILL)
        if pid not in _reaped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, SIGKILL)
        remains.status = _exit_status(_reap(pid, remains), boxed)
        if _LINUX:
            _end_orphans(pid, token, remains)
    finally:
        _leave(pid)
    return remains


def _reap(pid: int, remains: Remains) -> int:
    try:
        status, usage = _reaped.pop(pid, None) or os.wait4(pid, 0)[1:]
    except ChildProcessError:
        return 0
    remains.cpu_s += usage.ru_utime + usage.ru_stime
    if not remains.peak_rss_mb:
        # A spawned process starts with its parent's peak here: only where /proc had no answer.
        remains.peak_rss_mb = usage.ru_maxrss / (1024 if _LINUX else 1 << 20)
    return os.waitstatus_to_exitcode(status)


def _exit_status(status: int, boxed: bool) -> int:
    # bubblewrap turns a signal of the worker into its own exit status, as a shell does.
    return 128 - status if boxed and status > 128 else status


def _end_orphans(worker: int, token: str, remains: Remains) -> None:
    """Kill and reap what became our child because its own parent is gone, until there is none."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with _lock:
            orphans = [pid for pid in children(os.getpid()) if _is_orphan(pid, worker, token)]
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, SIGKILL)
        if not orphans:
            return
        if time.monotonic() > deadline:
            remains.survivors = orphans
            return
        for pid in orphans:
            _reap(pid, remains)


def _is_orphan(pid: int, worker: int, token: str) -> bool:
    """Whether a child of ours was started by learner code, not by the program that we are part of.

    The program's own children share its session or its environment, or are older; what descends
    from a worker has neither, because workers start in a session and environment of their own.
    """
    if pid in _living:
        return False
    session = session_of(pid)
    if session == worker:
        return True
    # From L1 on nothing below a worker gains rights by exec, and no process can undo that; the
    # environment, which is asked below, it can choose.
    if no_new_privileges(pid) and not no_new_privileges(os.getpid()):
        return True
    if session == os.getsid(0) or started_at(pid) < _living.get(worker, 0):
        return False
    # A process that has ended already has no environment: it is only reaped.
    variables = environment_of(pid)
    path = os.fsencode(f"PATH={os.environ.get('PATH', '')}")
    return f"SSLGRADE_WORKER={token}".encode() in variables or path not in variables
