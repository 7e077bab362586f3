"""Resource limits that are the same for every submission.

CPU time and memory depend on ``messages.Limits`` and on what the child used before it was ready:
the child sets those itself, before ``levels.apply`` (seccomp denies setting them afterwards).
"""

from __future__ import annotations

import sys

from sslgrade.worker.isolation.plan import Missing

NAME = "rlimits"
WHAT = "no files, no core dumps, few open files"
OPEN_FILES = 64

# RLIMIT_NPROC is left out: it counts the processes of the user, so two graders would share it.
_LIMITS = {
    "RLIMIT_CORE": 0,  # a core dump is a file
    "RLIMIT_FSIZE": 0,  # bytes in a file; pipes are not files
    "RLIMIT_MEMLOCK": 0,
    "RLIMIT_MSGQUEUE": 0,
    "RLIMIT_NOFILE": OPEN_FILES,
}


def unavailable() -> Missing | None:
    """Say why there are no resource limits here; None where there are."""
    if sys.platform == "win32":
        return Missing("Windows has no resource limits.", "Use WSL 2 or a Linux machine.")
    return None


def restrict() -> str:
    """Lower the limits of this process, soft and hard; returns the layer's name."""
    import resource

    for name, wanted in _LIMITS.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        hard = resource.getrlimit(which)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(which, (value, value))
    return NAME
