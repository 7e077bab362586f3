"""CPU time of whole processes, children included, interleaved so that drift hits all alike.

What runs inside a pid namespace and is killed with it leaves no account to wait4. Where a cgroup
can be made (as root), it is asked instead: it sees everything. Elsewhere, measure isolation L2.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")


def cpu_seconds(argv: Sequence[str], cwd: Path, group: Path | None = None) -> float:
    """Run a command and return user + system seconds of it and of all it waited for.

    With ``group``, a cgroup of :func:`cgroup`, also of all that it started and did not wait for.
    """
    before = used(group) if group else 0.0
    pid = os.fork()
    if pid == 0:
        try:
            if group:
                (group / "cgroup.procs").write_text(str(os.getpid()))
            os.chdir(cwd)
            null = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(null, fd)
            os.execv(argv[0], list(argv))
        finally:
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{' '.join(argv)} ended with status {status}")
    return used(group) - before if group else usage.ru_utime + usage.ru_stime


def used(group: Path) -> float:
    """Return the CPU seconds of everything that ever ran in a cgroup, version 1 or 2."""
    old = group / "cpuacct.usage"
    if old.is_file():
        return int(old.read_text()) / 1e9
    lines = (group / "cpu.stat").read_text().splitlines()
    return int(dict(line.split() for line in lines)["usage_usec"]) / 1e6


@contextmanager
def cgroup(roots: Sequence[Path] = (CGROUPS / "cpuacct", CGROUPS)) -> Iterator[Path | None]:
    """Make a cgroup for the processes to be measured; None where that is not allowed."""
    for root in roots:
        group = root / f"sslgrade-bench-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            usable = (group / "cgroup.procs").is_file()
            yield group if usable else None
        finally:
            group.rmdir()
        return
    yield None


def medians(
    commands: Mapping[str, Sequence[str]],
    cwd: Path,
    rounds: int,
    groups: Mapping[str, Path] | None = None,
) -> dict[str, float]:
    """Return the median CPU seconds of each command over interleaved rounds.

    Every command runs once before: then its bytecode is cached.
    """
    inside = groups or {}
    for argv in commands.values():
        cpu_seconds(argv, cwd)

    def once(name: str, argv: Sequence[str]) -> Callable[[], float]:
        return lambda: cpu_seconds(argv, cwd, inside.get(name))

    return interleaved({name: once(name, argv) for name, argv in commands.items()}, rounds)


def interleaved(works: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median of each measurement over rounds in which every one is made once."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(work())
    return {name: statistics.median(found) for name, found in times.items()}
