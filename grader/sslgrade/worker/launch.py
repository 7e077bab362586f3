"""Runs one submission in an isolated process: ``launch``, then ``load``, ``run``, ``close``.

:meth:`Worker.start` only spawns; it needs neither NumPy nor the submission, so that a command can
call it first and import the rest while the child imports NumPy. Launch and close a worker in the
same thread: the kernel ends the child with the thread that started it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from sslgrade.worker import progress
from sslgrade.worker.channel import Channel, Late
from sslgrade.worker.custody import Remains
from sslgrade.worker.isolation.levels import reach
from sslgrade.worker.isolation.plan import IsolationError, Plan
from sslgrade.worker.messages import (
    Limits,
    Loaded,
    Outcome,
    Request,
    Submission,
    Usage,
    WorkerFailure,
)
from sslgrade.worker.pipes import Child
from sslgrade.worker.spawn import CannotStart, spawn
from sslgrade.worker.wire import EndOfStream, Frame, WireError

if TYPE_CHECKING:
    from typing import Self

STARTUP_S = 120.0
"""A child that has not imported its packages by then will never do so."""
BROKEN = (
    "the code that calls your functions broke after your file was loaded; does your file replace "
    "built-in functions?"
)
GRACE_S = 1.0
"""How long a child that closed its answer channel may take to end by itself."""


class Worker:
    """An isolated process for one submission; see :class:`sslgrade.worker.messages.Runner`."""

    def __init__(self, child: Child, plan: Plan, limits: Limits) -> None:
        self._child = child
        self._plan = plan
        self._limits = limits
        self._channel = Channel(child.ends, limits.output_bytes)
        self._ready = False
        self._confined = False
        self._submission: Submission | None = None
        self._startup_cpu_s = 0.0
        self._loaded: Loaded | None = None
        self._layers: tuple[str, ...] = ()
        self._failure: Exception | None = None
        self._usage: Usage | None = None
        self._wall_s = 0.0
        self._received = 0

    @classmethod
    def start(
        cls, backend: Literal["numpy", "jax"], limits: Limits | None = None, isolation: str = "auto"
    ) -> Self:
        """Spawn a child that imports the packages of a track; :meth:`submit` gives it work."""
        plan = reach(isolation, backend)
        return cls(spawn(backend, plan), plan, limits or Limits())

    def submit(self, submission: Submission, limits: Limits | None = None) -> None:
        """Hand over the submission; it is executed as soon as the child is ready."""
        from sslgrade.worker.packets import pack_load

        if limits is not None:
            self._limits = limits
            self._channel.keep(limits.output_bytes)
        self._submission = submission
        self._channel.send(pack_load(submission, self._limits, self._plan.to_json()))

    def again(self, limits: Limits) -> Worker:
        """Run the same submission once more, in a fresh process with other limits."""
        if self._submission is None:
            raise ValueError("nothing was submitted yet")
        return launch(self._submission, limits=limits, isolation=self._plan.level)

    def load(self) -> Loaded:
        """Wait until the submission is executed; raise WorkerFailure if that failed."""
        if self._loaded is None:
            from sslgrade.worker.packets import read_layers, read_loaded

            self._check()
            if not self._ready:
                self._await_ready()
            try:
                self._layers = read_layers(self._receive("confined").header)
                self._confined = True
                self._loaded = read_loaded(self._receive("loaded").header)
            except WireError as error:
                self._die(garbage=str(error))
        return self._loaded

    def run(self, requests: Sequence[Request]) -> list[Outcome]:
        """Run a batch, in order; raise WorkerFailure if the child died on the way."""
        from sslgrade.worker.death import MAX_RESULTS
        from sslgrade.worker.packets import pack_run, read_outcomes

        self.load()
        self._check()
        outcomes: list[Outcome] = []
        if not requests:
            return outcomes
        nonce = os.urandom(8).hex()
        total = len(requests)
        self._channel.send(pack_run(requests, nonce))
        while len(outcomes) < total:
            try:
                frame = self._receive("done", len(outcomes), total)
                if frame.header.get("nonce") != nonce:
                    raise WireError("an answer to another question")
                if frame.header.get("first") != len(outcomes):
                    raise WireError("an answer out of order")
                self._received += frame.size
                if self._received > MAX_RESULTS:
                    self._die("run", total, excess=True)
                outcomes += read_outcomes(frame)
                if len(outcomes) > total:
                    raise WireError("more answers than questions")
            except WireError as error:
                self._die("run", total, garbage=str(error))
        return outcomes

    def close(self) -> Usage:
        """End the child and all it left behind, and say what it cost."""
        if self._usage is None:
            self._end()
        assert self._usage is not None
        return self._usage

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._usage is not None:
            raise ValueError("this worker is closed")

    def _await_ready(self) -> None:
        try:
            frame = self._channel.receive(time.monotonic() + STARTUP_S, self._child.has_ended)
            if frame.header.get("kind") == "ready":
                self._ready = True
                self._startup_cpu_s = frame.header["cpu_ms"] / 1000
                return
        except (Late, EndOfStream, WireError):
            pass
        self._end()
        said = self._channel.output[-2000:].decode(errors="replace").strip()
        self._failure = CannotStart(f"the worker process did not start. {said}".strip())
        raise self._failure

    def _receive(self, kind: str, known: int = 0, total: int = 0) -> Frame:
        """Return the next frame of this kind; the wall clock runs only while we wait."""
        begun = time.monotonic()
        phase: Literal["load", "run"] = "run" if total else "load"
        try:
            frame = self._channel.receive(
                begun + self._limits.wall_s - self._wall_s, self._child.has_ended
            )
        except Late:
            self._die(phase, total, late=True)
        except EndOfStream:
            self._die(phase, total)
        finally:
            self._wall_s += time.monotonic() - begun
        if frame.header.get("kind") == "failed":
            self._told(frame.header, total)
        if frame.header.get("kind") != kind:
            raise WireError("a frame that was not asked for")
        return frame

    def _told(self, header: dict[str, Any], total: int) -> NoReturn:
        """Raise the failure that the child itself tells."""
        from sslgrade.worker.packets import read_failed

        reason, message, line = read_failed(header)
        # From "confined" on learner code may have written the frame: it can neither blame the
        # grader, nor, in a call, claim what only loading can find.
        if self._confined and reason in ("isolation", "harness"):
            raise WireError("a failure that cannot happen any more")
        if total and reason not in ("memory", "crash", "policy"):
            raise WireError("a reason that a call does not have")
        if total:
            message = self._worded(reason, message)
        completed = self._completed(total)
        if reason == "isolation":
            self._failure = IsolationError(message, "")
        elif reason == "harness":
            self._failure = CannotStart(f"the worker failed before your file was loaded: {message}")
        else:
            self._failure = WorkerFailure(reason, message, line=line, completed=completed)
        self._end()
        raise self._failure

    def _worded(self, reason: str, message: str) -> str:
        """Return our own words for a failure in a call: the child's could tell secret inputs."""
        from sslgrade.worker.budget import memory_mb
        from sslgrade.worker.policy import forbidden_message

        assert self._submission is not None
        if reason == "memory":
            return f"ran out of memory ({memory_mb(self._limits, self._submission.backend)} MB)"
        if reason == "crash":
            return BROKEN
        if message not in map(forbidden_message, self._submission.forbidden):
            raise WireError("a refusal that the exercise does not have")
        return message

    def _die(
        self,
        phase: Literal["load", "run"] = "load",
        total: int = 0,
        *,
        late: bool = False,
        garbage: str = "",
        excess: bool = False,
    ) -> NoReturn:
        """Find out why no answer came, end the child, and raise the failure."""
        from sslgrade.worker.death import Death, reason_of

        completed = self._completed(total)
        remains = self._end(0.0 if late or garbage or excess else GRACE_S)
        if remains.lost:
            self._failure = CannotStart(
                "the warm process that held this submission was ended from outside; grade it again"
            )
            raise self._failure
        death = Death(
            phase,
            remains.status if remains.by_itself else None,
            remains.cpu_s - self._startup_cpu_s,
            self._limits,
            late,
            garbage,
            excess,
            self._channel.output,
            completed,
            total,
        )
        reason, message = reason_of(death)
        self._failure = WorkerFailure(reason, message, completed=completed)
        raise self._failure

    def _completed(self, total: int) -> int:
        if not total:
            return 0
        return min(progress.read(self._child.ends.progress), total - 1)

    def _end(self, patience_s: float = 0.0) -> Remains:
        remains = self._child.end(patience_s)
        self._channel.drain()
        self._channel.close()
        os.close(self._child.ends.progress)
        self._usage = Usage(
            cpu_s=remains.cpu_s,
            wall_s=self._wall_s,
            peak_rss_mb=remains.peak_rss_mb,
            level=self._plan.level,
            layers=self._layers,
            output=self._channel.output.decode("utf-8", "replace"),
        )
        return remains


def launch(
    submission: Submission, *, limits: Limits | None = None, isolation: str = "auto"
) -> Worker:
    """Start a worker and hand it a submission."""
    worker = Worker.start(submission.backend, limits, isolation)
    worker.submit(submission)
    return worker
