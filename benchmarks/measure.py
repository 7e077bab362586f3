"""CPU time of whole processes, children included, interleaved so that drift hits all alike."""

from __future__ import annotations

import os
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path


def cpu_seconds(argv: Sequence[str], cwd: Path) -> float:
    """Run a command and return user + system seconds of it and of all it waited for."""
    pid = os.fork()
    if pid == 0:
        os.chdir(cwd)
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.execv(argv[0], list(argv))
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{' '.join(argv)} ended with status {status}")
    return usage.ru_utime + usage.ru_stime


def medians(commands: Mapping[str, Sequence[str]], cwd: Path, rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of each command over interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, argv in commands.items():
            times[name].append(cpu_seconds(argv, cwd))
    return {name: statistics.median(found) for name, found in times.items()}
