"""The child's conversation with the parent: load one submission, then answer batches.

====== ===================================================================
frame  direction and content
====== ===================================================================
ready  out: packages are imported; the wall deadline starts here
load   in: source, modules, limits, isolation plan
confined out: layers that were really applied; learner code runs only after it
loaded out: names of functions
failed out: reason, message, line; the child ends
run    in: requests; its nonce is repeated in every answer
done   out: outcomes of the calls from number ``first`` on
====== ===================================================================

Nothing in this process knows an expected value.
"""

from __future__ import annotations

import os
import sys
import time
from types import ModuleType
from typing import Any, NoReturn

from sslgrade.worker.ban import ban
from sslgrade.worker.budget import set_budget
from sslgrade.worker.calling import Caller, OutOfMemory, Refused
from sslgrade.worker.convert import Converter
from sslgrade.worker.errors import name_of, text_of
from sslgrade.worker.guard import Guard
from sslgrade.worker.isolation.levels import apply
from sslgrade.worker.isolation.plan import IsolationError, Plan
from sslgrade.worker.loading import LoadError, functions_of, load
from sslgrade.worker.packets import (
    MAX_FUNCTION_NAME,
    MAX_FUNCTIONS,
    outcome_tree,
    read_load,
    read_run,
)
from sslgrade.worker.progress import Progress
from sslgrade.worker.transforms import JaxCaller, Tools
from sslgrade.worker.tree import Packer
from sslgrade.worker.wire import EndOfStream, Frame, pack, read_frame, write_frame

# Saved before learner code can replace them.
_exit, _now = os._exit, time.monotonic

FLUSH_S = 0.25
"""Results older than this are sent before the next call starts."""
FLUSH_BYTES = 256 << 10
FLUSH_ITEMS = 20_000
"""Results of this size are sent at once."""


class Session:
    """One submission in this process."""

    def __init__(self, backend: str, guard: Guard, jax: Any = None) -> None:
        self.backend = backend
        self._tools = None if jax is None else Tools(jax)
        self._converter = Converter(jax)
        self._guard = guard
        self._streams: tuple[Any, Any] = (sys.stdout, sys.stderr)
        self._results = -1
        self._memory_mb = 0
        self._learner_ran = False

    def serve(self, requests: int, results: int, progress: int) -> NoReturn:
        """Answer until the parent closes the pipe, then end without running learner code."""
        self._results = results
        counter = Progress(progress)
        # Also what was printed before a crash reaches the parent.
        for stream in self._streams:
            stream.reconfigure(line_buffering=True)
        self._send({"kind": "ready", "cpu_ms": int(time.process_time() * 1000)})
        try:
            caller = self._load(read_frame(requests))
            while True:
                self._run(caller, read_frame(requests), counter)
        except (EndOfStream, BrokenPipeError):
            _exit(0)
        except MemoryError:
            self._fail("memory", f"ran out of memory ({self._memory_mb} MB)")
        except BaseException as error:
            self._broken(error)

    def _load(self, frame: Frame) -> Caller:
        submission, limits, plan = read_load(frame, self.backend)
        self._memory_mb = set_budget(limits, self.backend)
        try:
            layers = apply(Plan.from_json(plan))
        except IsolationError as error:
            self._fail("isolation", str(error))
        self._send({"kind": "confined", "layers": layers})
        self._guard.hide("sslgrade")
        sys.dont_write_bytecode = True
        self._learner_ran = True
        ban(submission.forbidden)
        try:
            module = load(submission, self._guard.learner)
        except LoadError as error:
            self._fail(error.reason, error.message, error.line)
        names = [name for name in functions_of(module) if len(name) <= MAX_FUNCTION_NAME]
        self._flush()
        self._send({"kind": "loaded", "functions": names[:MAX_FUNCTIONS]})
        return self._caller(module, submission.filename)

    def _caller(self, module: ModuleType, filename: str) -> Caller:
        if self._tools is None:
            return Caller(module, filename, self._converter)
        return JaxCaller(module, filename, self._converter, self._tools)

    def _run(self, caller: Caller, frame: Frame, counter: Progress) -> None:
        requests = read_run(frame)
        answer = _Answer(frame.header["nonce"])
        for number, request in enumerate(requests):
            counter.done(number)
            if answer.is_due():
                self._answer(answer)
            try:
                answer.add(outcome_tree(caller.call(request), answer.packer))
            except Refused as error:
                self._fail("policy", error.message, error.line)
            except OutOfMemory as error:
                self._fail("memory", f"ran out of memory ({self._memory_mb} MB)", error.line)
        self._answer(answer)

    def _answer(self, answer: _Answer) -> None:
        self._flush()
        self._send(answer.header(), answer.packer.parts)
        answer.restart()

    def _send(self, header: dict[str, Any], body: Any = ()) -> None:
        write_frame(self._results, pack(header, body))

    def _fail(self, reason: str, message: str, line: int = 0) -> NoReturn:
        self._flush()
        self._send({"kind": "failed", "reason": reason, "message": message, "line": line})
        _exit(0)

    def _broken(self, error: BaseException) -> NoReturn:
        """Say that our own code failed: because of what learner code replaced, or a bug of ours."""
        try:
            what = f"{name_of(type(error))}: {text_of(error)}"
            if not self._learner_ran:
                self._fail("harness", what)
            self._fail(
                "crash",
                f"the code that calls your functions broke after your file was loaded ({what}); "
                f"does your file replace built-in functions?",
            )
        finally:
            _exit(70)

    def _flush(self) -> None:
        """Push what the learner printed into the pipe, whatever they did to ``sys.stdout``."""
        for stream in self._streams:
            try:
                stream.flush()
            except BaseException:
                continue


class _Answer:
    """Outcomes that wait to be sent."""

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce
        self._first = 0
        self.outcomes: list[Any] = []
        self.packer = Packer()
        self._begun = _now()

    def add(self, outcome: list[Any]) -> None:
        self.outcomes.append(outcome)

    def is_due(self) -> bool:
        if not self.outcomes:
            return False
        large = self.packer.size >= FLUSH_BYTES or self.packer.items >= FLUSH_ITEMS
        return large or _now() - self._begun >= FLUSH_S

    def header(self) -> dict[str, Any]:
        return {
            "kind": "done",
            "nonce": self._nonce,
            "first": self._first,
            "arrays": self.packer.specs,
            "outcomes": self.outcomes,
        }

    def restart(self) -> None:
        self._first += len(self.outcomes)
        self.outcomes, self.packer, self._begun = [], Packer(), _now()
