"""What a tree of processes holds: processes, descriptors, memory. Linux."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")


def children(pid: int) -> list[int]:
    """Return the living children of a process, zombies included."""
    found = []
    for task in (PROC / str(pid) / "task").glob("*/children"):
        try:
            found += [int(word) for word in task.read_text().split()]
        except OSError:
            continue
    return found


def tree(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for one in found:
        found += children(one)
    return found


def resident_mb(pid: int) -> float:
    """Return the memory of one process; pages that forked ones share count for each."""
    try:
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def own_mb(pid: int) -> float:
    """Return the proportional memory of one process, where the kernel lets us read it."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3
    except (OSError, StopIteration):
        return resident_mb(pid)


def descriptors(pid: int) -> int:
    """Return how many descriptors a process has open."""
    try:
        return len(list((PROC / str(pid) / "fd").iterdir()))
    except OSError:
        return 0


@dataclass(frozen=True)
class Held:
    """What a process and its descendants hold at one moment."""

    processes: int
    descriptors: int
    memory_mb: float

    @classmethod
    def by(cls, pid: int) -> Held:
        """Look at a process: its own descriptors and memory, and how many descend from it."""
        return cls(len(tree(pid)) - 1, descriptors(pid), resident_mb(pid))

    def __str__(self) -> str:
        """Write it as one phrase."""
        return (
            f"{self.processes} descendants, {self.descriptors} descriptors, {self.memory_mb:.0f} MB"
        )


class Peak:
    """Watches the memory of this process's tree from a thread."""

    def __init__(self, every_s: float = 0.25) -> None:
        self.memory_mb = 0.0
        self.processes = 0
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def look(self) -> None:
        """Take one look."""
        pids = tree(os.getpid())
        self.processes = max(self.processes, len(pids) - 1)
        self.memory_mb = max(self.memory_mb, sum(map(own_mb, pids)))

    def _watch(self) -> None:
        while not self._stop.wait(self._every_s):
            self.look()

    def __enter__(self) -> Peak:
        self.look()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
