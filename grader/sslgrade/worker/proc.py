"""What /proc says about a process: relatives, CPU time, memory, start (Linux)."""

from __future__ import annotations

import os


def children(pid: int) -> list[int]:
    """Return the processes whose parent is ``pid``."""
    found: list[int] = []
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for task in tasks:
        try:
            with open(f"/proc/{pid}/task/{task}/children", "rb") as file:
                found += [int(word) for word in file.read().split()]
        except OSError:
            continue
    return found


def descendants(pid: int) -> list[int]:
    """Return the children of ``pid``, their children, and so on."""
    found: list[int] = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def _stat(pid: int) -> list[bytes]:
    """Return the fields of /proc/pid/stat from the third on; none if the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The second field, the name in parentheses, may hold anything.
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return []


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, at the kernel's grain of about 10 ms; 0 if it is gone."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def started_at(pid: int) -> int:
    """Return when a process was started, in clock ticks since boot; 0 if it is gone."""
    fields = _stat(pid)
    return int(fields[19]) if fields else 0


def threads() -> int:
    """Return the number of threads of this process; 0 where that cannot be known."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 0


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or waits only to be reaped."""
    fields = _stat(pid)
    return not fields or fields[0] in (b"Z", b"X")


def session_of(pid: int) -> int:
    """Return the session of a process; 0 if it is gone."""
    fields = _stat(pid)
    return int(fields[3]) if fields else 0


def environment_of(pid: int) -> list[bytes]:
    """Return the variables that a process was started with; none if it is gone."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []


def peak_rss_mb(pid: int) -> float:
    """Return the peak resident memory of a process in MB; 0 if it is gone."""
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            for line in file:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def no_new_privileges(pid: int) -> bool:
    """Whether a process can gain no rights by exec any more; False if it is gone."""
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            return b"NoNewPrivs:\t1\n" in file.read()
    except OSError:
        return False
