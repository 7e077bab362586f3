"""Many submissions from one warm process: about a quarter of the CPU of a cold start each.

``Zygote.start(backend)`` starts the warm process (:mod:`sslgrade.worker.warm`), ``launch`` forks a
child in it for one submission. Where it cannot fork, or is gone, ``launch`` falls back to a cold
start: the Runner is the same. Safe to share between threads.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from sslgrade.worker import custody, pipes
from sslgrade.worker.isolation.levels import reach, wrap_argv
from sslgrade.worker.isolation.plan import Plan
from sslgrade.worker.launch import Worker
from sslgrade.worker.messages import Limits, Submission
from sslgrade.worker.proc import has_ended
from sslgrade.worker.spawn import CannotStart, command, environment, spawn, start
from sslgrade.worker.warm import BOOTSTRAP, CONTROL

if TYPE_CHECKING:
    from typing import Self

STARTUP_S = 120.0
ANSWER_S = 30.0
"""The warm process runs no learner code: an order takes milliseconds."""


@dataclass(frozen=True)
class Forked:
    """A child that the warm process forked and looks after."""

    pid: int
    zygote: Zygote
    boxed: bool
    ends: pipes.ParentEnds

    def has_ended(self) -> bool:
        """Whether it has ended; its number means nothing outside of a pid namespace."""
        return not self.boxed and has_ended(self.pid)

    def end(self, patience_s: float) -> custody.Remains:
        """Let it end by itself for so long, then kill it and all it left behind."""
        order = {"do": "end", "pid": self.pid, "patience_ms": int(patience_s * 1000)}
        answer = self.zygote.order(order)
        return custody.Remains(lost=True) if answer is None else custody.Remains(**answer)


class Zygote:
    """A warm process of one track."""

    def __init__(
        self, backend: Literal["numpy", "jax"], plan: Plan, pid: int, control: socket.socket
    ) -> None:
        self._backend = backend
        self._plan = plan
        self._pid = pid
        self._control = control
        self._lock = threading.Lock()
        self._ready = False
        self._alive = True

    @classmethod
    def start(cls, backend: Literal["numpy", "jax"], isolation: str = "auto") -> Self:
        """Start the warm process; it imports its packages while the caller goes on."""
        plan = reach(isolation, backend)
        mine, its = socket.socketpair()
        empty = os.open(os.devnull, os.O_RDWR)
        try:
            argv = wrap_argv(plan, command(backend, BOOTSTRAP))
            given = {0: empty, 1: empty, 2: empty, CONTROL: its.fileno()}
            pid = custody.adopt(lambda: start(argv, environment(backend, "zygote"), given))
        except CannotStart:
            mine.close()
            raise
        finally:
            its.close()
            os.close(empty)
        return cls(backend, plan, pid, mine)

    @property
    def alive(self) -> bool:
        """Whether it can fork, as far as is known."""
        return self._alive

    def launch(self, submission: Submission, *, limits: Limits | None = None) -> Worker:
        """Start a worker for a submission of this track and hand it over."""
        if submission.backend != self._backend:
            raise ValueError(f"this warm process is for {self._backend} submissions")
        child = self._fork() or spawn(self._backend, self._plan)
        worker = Worker(child, self._plan, limits or Limits())
        worker.submit(submission)
        return worker

    def _fork(self) -> Forked | None:
        mine, its = pipes.make()
        try:
            answer = self.order({"do": "fork"}, its.all())
        finally:
            its.close()
        if answer is None or "pid" not in answer:
            pipes.close(mine)
            return None
        return Forked(answer["pid"], self, bool(self._plan.bubblewrap), mine)

    def order(self, order: dict[str, Any], fds: list[int] | None = None) -> dict[str, Any] | None:
        """Send one order and return the answer; None if the warm process is gone."""
        with self._lock:
            if not self._alive:
                return None
            try:
                if not self._ready:
                    self._answer(STARTUP_S)
                    self._ready = True
                socket.send_fds(self._control, [json.dumps(order).encode()], fds or [])
                return self._answer(ANSWER_S)
            except (OSError, ValueError):
                self._alive = False
                return None

    def _answer(self, patience_s: float) -> dict[str, Any]:
        self._control.settimeout(patience_s)
        line = b""
        while not line.endswith(b"\n"):
            part = self._control.recv(4096)
            if not part:
                raise OSError("the warm process closed its socket")
            line += part
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the warm process and whatever it still has."""
        with self._lock:
            if self._pid:
                self._alive = False
                # It kills what it has when the socket closes; what is left falls to us.
                self._control.close()
                custody.end(self._pid, "zygote", 5.0, boxed=bool(self._plan.bubblewrap))
                self._pid = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class ZygotePool:
    """A warm process for every track that is asked for, replaced when it is gone."""

    def __init__(self, isolation: str = "auto") -> None:
        self._isolation = isolation
        self._zygotes: dict[str, Zygote] = {}
        self._lock = threading.Lock()

    def launch(self, submission: Submission, *, limits: Limits | None = None) -> Worker:
        """Start a worker for a submission and hand it over."""
        with self._lock:
            zygote = self._zygotes.get(submission.backend)
            if zygote is None or not zygote.alive:
                if zygote is not None:
                    zygote.close()
                zygote = Zygote.start(submission.backend, self._isolation)
                self._zygotes[submission.backend] = zygote
        return zygote.launch(submission, limits=limits)

    def close(self) -> None:
        """End all warm processes."""
        with self._lock:
            for zygote in self._zygotes.values():
                zygote.close()
            self._zygotes.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
