"""A Dask cluster of separate processes for tests; optionally each in a network of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_S = 60.0


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(
        self, module: str, *arguments: str, within: Sequence[str] = ()
    ) -> subprocess.Popen[bytes]:
        """Start one process of the cluster; ``within`` is a command that runs it elsewhere."""
        log = (self._folder / f"log-{len(self._started)}").open("wb")
        argv = [*within, sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard"]
        made = subprocess.Popen(
            [*argv, *arguments],
            cwd=self._folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self._started.append(made)
        return made

    def start_scheduler(self, host: str = "127.0.0.1", within: Sequence[str] = ()) -> None:
        """Start the scheduler and wait for its address."""
        file = self._folder / "scheduler.json"
        self.scheduler = self.start(
            "dask_scheduler",
            "--host",
            host,
            "--port",
            "0",
            "--scheduler-file",
            str(file),
            within=within,
        )
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                self.address = json.loads(file.read_text())["address"]
                return
            except (OSError, ValueError, KeyError):
                time.sleep(0.1)
        raise AssertionError(self.logs())

    def start_worker(
        self, host: str = "127.0.0.1", within: Sequence[str] = (), *, nanny: bool = False
    ) -> subprocess.Popen[bytes]:
        """Start a worker of one thread."""
        number = len(self.workers)
        made = self.start(
            "dask_worker",
            self.address,
            "--host",
            host,
            "--nthreads",
            "1",
            "--nanny" if nanny else "--no-nanny",
            "--name",
            f"w{number}",
            "--local-directory",
            str(self._folder / f"w{number}"),
            within=within,
        )
        self.workers.append(made)
        return made

    def logs(self) -> str:
        """Everything that was said, for a test that fails."""
        return "\n".join(path.read_text() for path in sorted(self._folder.glob("log-*")))

    def close(self) -> None:
        """End every process that was started, and what is in its session."""
        for process in reversed(self._started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Start a scheduler and some workers on loopback."""
    made = Cluster(folder)
    try:
        made.start_scheduler()
        for _ in range(workers):
            made.start_worker()
        yield made
    finally:
        made.close()
