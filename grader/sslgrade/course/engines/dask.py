"""The Dask engine: batches go to the workers of a cluster, reports come back, nothing else.

Only this process writes the store. A worker that is killed costs the batches it had: Dask gives
them to another. Each worker grades in a further process (:mod:`.remote`).
"""

from __future__ import annotations

import logging
import queue
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Any

from sslgrade.course.engines.poison import MOST_DEATHS, poisoned
from sslgrade.course.engines.remote import grade_batch
from sslgrade.course.engines.tasks import Done, EngineError, Setup, Task, batches

Future = Any
"""Dask's own types say too little for a strict checker."""
BATCH = 32
CONNECT_S = 30
ALONE_S = 120.0
"""How long a run goes on without any worker: time for an autoscaler to bring one."""
AHEAD = 2
"""Batches sent per worker thread: one is graded while the next one waits there."""


class Dask:
    """Grades on the workers of the scheduler at ``address``."""

    def __init__(
        self, setup: Setup, address: str, *, batch: int = BATCH, alone_s: float = ALONE_S
    ) -> None:
        self._setup = setup
        self._address = address
        self._batch = batch
        self._alone_s = alone_s
        self._deaths: Counter[str] = Counter()
        self._ended: queue.Queue[Future] = queue.Queue()
        self._flying: dict[Future, list[Task]] = {}
        self._client = self._connect()

    def _connect(self) -> Any:
        try:
            import distributed
        except ImportError:
            raise EngineError(
                "--engine dask needs Dask: python -m pip install 'sslgrade[batch]'"
            ) from None
        # What it logs about lost workers and connections is told here, in our own words.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            client: Any = distributed.Client
            return client(self._address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, ImportError) as error:
            raise EngineError(
                f"no Dask scheduler answers at {self._address} ({_first(error)}). Start one: "
                "`dask scheduler`, and on each machine `dask worker ADDR`."
            ) from None

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield what became of each task, a batch at a time."""
        waiting = deque(batches(tasks, self._batch))
        seen = time.monotonic()
        while waiting or self._flying:
            threads = self._threads()
            if threads:
                seen = time.monotonic()
            elif time.monotonic() - seen > self._alone_s:
                raise EngineError(
                    f"the scheduler at {self._address} has no worker since {self._alone_s:.0f} s. "
                    "What was graded is kept. Start workers, `dask worker ADDR`, and run the same "
                    "command again."
                )
            while waiting and len(self._flying) < AHEAD * max(threads, 1):
                self._send(waiting.popleft())
            try:
                future = self._ended.get(timeout=1.0)
            except queue.Empty:
                continue
            yield from self._receive(future, waiting)

    def _threads(self) -> int:
        if self._client.status not in ("running", "connecting"):
            raise self._gone()
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError):
            raise self._gone() from None

    def _send(self, batch: list[Task]) -> None:
        future = self._client.submit(grade_batch, self._setup, batch, pure=False)
        self._flying[future] = batch
        future.add_done_callback(self._ended.put)

    def _receive(self, future: Future, waiting: deque[list[Task]]) -> Iterator[Done]:
        batch = self._flying.pop(future)
        if future.status == "finished":
            yield from future.result()
        elif future.status in ("cancelled", "lost"):
            raise self._gone()
        else:
            yield from self._mourn(future.exception(), batch, waiting)

    def _mourn(self, error: Any, batch: list[Task], waiting: deque[list[Task]]) -> Iterator[Done]:
        """A batch that several workers died of is tried task by task; then it is the task."""
        from distributed.scheduler import KilledWorker

        if isinstance(error, EngineError):
            raise error
        if isinstance(error, ModuleNotFoundError):
            raise EngineError(
                f"a worker has no module {error.name}. Install the same sslgrade, "
                "'sslgrade[batch]', on every machine."
            )
        if not isinstance(error, KilledWorker):
            yield from (Done(t.key, fault=f"{type(error).__name__}: {error}") for t in batch)
        elif len(batch) > 1:
            waiting.extend([task] for task in batch)
        else:
            self._deaths[batch[0].key] += 1
            if self._deaths[batch[0].key] < MOST_DEATHS:
                waiting.append(batch)
            else:
                yield poisoned(batch[0], self._setup)

    def _gone(self) -> EngineError:
        return EngineError(
            f"the scheduler at {self._address} is gone. What was graded is kept. Start it again, "
            "with its workers, and run the same command again."
        )

    def close(self) -> None:
        """Leave the cluster; what is still being graded there is dropped."""
        self._client.close(timeout=5)


def _first(error: BaseException) -> str:
    return (str(error).split("\n") or [""])[0].rstrip(".") or type(error).__name__
