"""A process that grades batches for another one, which survives whatever becomes of it.

``Hand`` is the caller's side. The process is a fresh interpreter: it shares no memory with the
caller, and dies with it. Its folder of start is not searched for modules, since learners' files
may lie there.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from sslgrade.course.engines.tasks import Done, EngineError, Setup, Task

BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from sslgrade.course.engines.hand import main; main(int(sys.argv[2]))"
)
PR_SET_PDEATHSIG = 1
FEW_COLLECTIONS = 50_000


class Hand:
    """A grading process; it is given one batch at a time, and answers task by task."""

    def __init__(self, setup: Setup) -> None:
        mine, its = socket.socketpair()
        root = str(Path(__file__).resolve().parents[3])
        debug = os.environ.get("SSLGRADE_DEBUG") == "1"
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", BOOTSTRAP, root, str(its.fileno())],
                pass_fds=[its.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if debug else subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                # Ctrl-C is for the caller: it decides what is still to be kept.
                process_group=0,
            )
        except BaseException:
            mine.close()
            raise
        finally:
            its.close()
        self.connection = Connection(mine.detach())
        self.pending: list[Task] = []
        self._send((os.getpid(), setup))

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def give(self, tasks: Sequence[Task]) -> None:
        """Hand over a batch; only when the one before is done."""
        self.pending = list(tasks)
        self._send(self.pending)

    def take(self) -> Done | None:
        """Return the next answer, waiting for it; None if the process is gone.

        Raises
        ------
        EngineError
            No task can be graded like this.
        """
        try:
            answer = self.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        if isinstance(answer, str):
            raise EngineError(answer)
        assert isinstance(answer, Done)
        self.pending = [task for task in self.pending if task.key != answer.key]
        return answer

    def _send(self, what: object) -> None:
        # A process that is gone is found out where its answer does not come.
        with contextlib.suppress(OSError):
            self.connection.send(what)

    def close(self, patience_s: float = 5.0) -> None:
        """Let the process end its workers, then end it."""
        self.connection.close()
        try:
            self._process.wait(0.0 if self.pending else patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main(number: int) -> None:
    """Grade batches until the caller is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(number)
    parent, setup = connection.recv()
    if sys.platform == "linux":
        from sslgrade.worker.isolation import kernel

        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            return
    from sslgrade.course.engines.grader import Grader

    # Grading makes many objects and few cycles: looking for them costs a twentieth.
    gc.set_threshold(FEW_COLLECTIONS)
    with Grader(setup) as grader, contextlib.suppress(EOFError, OSError):
        while True:
            for task in connection.recv():
                try:
                    answer: Done | str = grader.grade(task)
                except Exception as error:
                    answer = str(error) or type(error).__name__
                connection.send(answer)
