"""Whether bubblewrap works here: tried once with a real interpreter, remembered in a cache file.

Trying costs about 50 ms of CPU, and a check has 3 ms for all of this. The answer holds for the same
boot, user, mount namespace, settings of the kernel, bwrap and Python; a "no" for an hour at most,
because what mends it (an AppArmor profile) cannot be seen. The child verifies at every start that
it really is inside, so a wrong "yes" is an error and never a silent lower level.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time

from sslgrade.worker.isolation import bubblewrap
from sslgrade.worker.isolation.plan import Missing, Plan

_NO_HOLDS_S = 3600.0
_TRY_S = 20.0
_SETTINGS = (
    "/proc/sys/kernel/random/boot_id",
    "/proc/sys/user/max_user_namespaces",
    "/proc/sys/kernel/unprivileged_userns_clone",
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
)
_MEND = (
    "Unprivileged user namespaces are off on Ubuntu 24.04 and newer and in Docker by default. Allow"
    " them: sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for"
    " bwrap; in Docker, a seccomp profile with unshare, mount and pivot_root."
)


def bubblewrap_works(plan: Plan, *, fresh: bool = False) -> Missing | None:
    """Say why bubblewrap cannot run ``plan``'s children; None if it can. ``fresh`` tries anew."""
    missing = bubblewrap.unavailable(plan.bubblewrap)
    if missing is not None:
        return missing
    if not plan.outside:
        return Missing("/proc is not mounted.", "Mount /proc: the namespaces are named there.")
    key = _circumstances(plan.bubblewrap)
    why = None if fresh else _remembered(key)
    if why is None:
        why = _try(plan)
        _remember(key, why)
    return Missing(f"bubblewrap does not work here: {why}", _MEND) if why else None


def forget() -> None:
    """Drop the remembered answer, for a launcher that saw bwrap fail."""
    with contextlib.suppress(OSError):
        os.unlink(_file())


def _try(plan: Plan) -> str:
    """Start an interpreter in it; returns what went wrong, empty if nothing."""
    import subprocess

    code = "import os; print(os.readlink('/proc/self/ns/pid'))"
    argv = bubblewrap.wrap(plan, [sys.executable, "-I", "-S", "-c", code])
    try:
        done = subprocess.run(argv, env={}, capture_output=True, timeout=_TRY_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)[:300]
    if done.returncode:
        return (
            done.stderr.decode(errors="replace").strip()[-300:]
            or f"it ended with status {done.returncode}"
        )
    seen = done.stdout.decode(errors="replace").split()
    if not seen or seen[0] == plan.outside:
        return "it did not make a new pid namespace"
    return ""


def _circumstances(executable: str) -> list[str]:
    """Return everything that, when it changes, makes the remembered answer worthless."""
    status = os.stat(executable)
    found = [executable, str(status.st_mtime_ns), str(status.st_ino), sys.executable, sys.version]
    found += [os.uname().release, str(os.geteuid()), os.readlink("/proc/self/ns/mnt")]
    for path in _SETTINGS:
        try:
            with open(path, encoding="ascii") as file:
                found.append(file.read().strip())
        except OSError:
            found.append("")
    return found


def _file() -> str:
    """Return the cache file, without platformdirs, whose import would cost more than the rest."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "sslgrade", "bubblewrap.json")


def _remembered(key: list[str]) -> str | None:
    """Return the remembered answer for ``key``, None if there is none that still holds."""
    try:
        with open(_file(), encoding="utf-8") as file:
            kept = json.loads(file.read(20_000))
        same, why, age = kept["key"] == key, kept["why"], time.time() - kept["at"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not same or not isinstance(why, str) or (why and not 0 <= age < _NO_HOLDS_S):
        return None
    return why[:300]


def _remember(key: list[str], why: str) -> None:
    """Write the answer; a home that cannot be written costs the next run another try."""
    import tempfile  # 10 ms, and rarely needed

    target = _file()
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=os.path.dirname(target))
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"key": key, "why": why, "at": time.time()}, file)
        os.replace(draft, target)
