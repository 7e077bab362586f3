"""Grade a class from one warm process, each learner apart from the others and from the answers."""

from __future__ import annotations

import atexit
import secrets
import threading
from collections.abc import Mapping

from sslgrade.content.catalogue import Exercise
from sslgrade.grading.context import Context
from sslgrade.grading.grade import driver, grade_with, limits_for
from sslgrade.report.model import Report
from sslgrade.worker.isolation.levels import reach
from sslgrade.worker.isolation.plan import IsolationError
from sslgrade.worker.messages import Submission
from sslgrade.worker.spawn import CannotStart
from sslgrade.worker.zygote import ZygotePool

IDLE_S = 60.0
"""A server that grades now and then need not keep a warm process for ever."""


class ClassGrader:
    """Grades with one secret seed, so that what a reference computes is computed once."""

    def __init__(self, *, allow_weak: bool = False) -> None:
        self.allow_weak = allow_weak
        self._seed = secrets.randbits(32)
        self._contexts: dict[tuple[str, str, str], Context] = {}
        self._pool: ZygotePool | None = None
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def grade(self, source: bytes, exercise: Exercise, backend: str, filename: str) -> Report:
        """Grade one module; the report shows no input, expected value or seed.

        Raises
        ------
        IsolationError
            Learner code would run less isolated than a class must be.
        """
        self.refuse_weak(backend)
        with self._lock:
            try:
                return self._grade(source, exercise, backend, filename).hidden()
            except CannotStart:  # the warm process was ended from outside: it is replaced once
                return self._grade(source, exercise, backend, filename).hidden()
            finally:
                self._rest()

    def refuse_weak(self, backend: str) -> None:
        """Refuse to run a class's code below level L2."""
        level = reach("auto", backend).level
        if level < "L2" and not self.allow_weak:
            raise IsolationError(
                f"A class is graded at isolation level L2 or better; this machine reaches {level}.",
                "`sslgrade doctor` says why. To grade all the same, set "
                "`c.IsolatedExecute.allow_weak_isolation = True` in nbgrader_config.py.",
            )

    def _grade(self, source: bytes, exercise: Exercise, backend: str, filename: str) -> Report:
        if self._pool is None:
            self._pool = ZygotePool()
            atexit.register(self.close)
        manifest = exercise.manifest
        modules: Mapping[str, bytes] = driver(exercise)
        submission = Submission(
            source, "jax" if backend == "jax" else "numpy", filename, modules, manifest.forbidden
        )
        key = (exercise.id, backend, exercise.content_hash())
        context = self._contexts.get(key) or Context(exercise, backend, self._seed)
        self._contexts[key] = context
        runner = self._pool.launch(submission, limits=limits_for(manifest, backend))
        return grade_with(runner, exercise, backend, self._seed, context)

    def _rest(self) -> None:
        """End the warm process once nothing was graded for a while."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(IDLE_S, self.close)
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        """End the warm process; the next grade starts another."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._pool is not None:
                self._pool.close()
                self._pool = None
                atexit.unregister(self.close)
