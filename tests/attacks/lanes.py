"""Many attacks through a few lanes at once: the tests and the table ask here."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from tests.attacks.arena import ROOT, copy_installation
from tests.attacks.outcome import Outcome

if TYPE_CHECKING:
    from typing import Self

Job = tuple[str, str, bool]
"""Name of the attack, isolation level, and whether the grader is warm."""
LANES = 4
"""More than the cores of a small machine, because many attacks only sleep."""


class Client:
    """This process's end of one lane."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def run(self, job: Job) -> Outcome:
        """Let one attack loose and wait for what comes of it."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.attacks.lane"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        name, level, warm = job
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = json.dumps({"attack": name, "level": level, "warm": warm})
        with contextlib.suppress(BrokenPipeError):
            print(order, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            self.close()
            return Outcome(error="the lane itself ended")
        return Outcome(**json.loads(line))

    def close(self) -> None:
        """End the lane."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close() if pipe else None
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Lanes:
    """Runs jobs in the background; :meth:`outcome` waits for one."""

    def __init__(self, count: int = LANES) -> None:
        self._threads = ThreadPoolExecutor(count)
        self._free: queue.SimpleQueue[Client] = queue.SimpleQueue()
        # One copy for all of them, so that an edit of the source in the meantime does no harm.
        self._folder = tempfile.TemporaryDirectory(prefix="sslgrade-lanes-")
        environment = copy_installation(ROOT, Path(self._folder.name))
        self._clients = [Client(environment) for _ in range(count)]
        for client in self._clients:
            self._free.put(client)
        self._futures: dict[Job, Future[Outcome]] = {}

    def schedule(self, jobs: Iterable[Job]) -> None:
        """Queue jobs that will be asked for."""
        for job in jobs:
            if job not in self._futures:
                self._futures[job] = self._threads.submit(self._run, job)

    def outcome(self, job: Job) -> Outcome:
        """Return the outcome of a job, running it if it was not scheduled."""
        self.schedule([job])
        return self._futures[job].result()

    def _run(self, job: Job) -> Outcome:
        client = self._free.get()
        try:
            return client.run(job)
        finally:
            self._free.put(client)

    def close(self) -> None:
        """End all lanes."""
        self._threads.shutdown(cancel_futures=True)
        for client in self._clients:
            client.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
