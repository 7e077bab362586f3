"""Grades tasks in this process: warm workers for the learners' code, expected values kept.

All submissions of an exercise meet the same seed, so that inputs, expected values and what the
misconceptions compute are made once: most of what a cold check costs.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from sslgrade.content.catalogue import Exercise, catalogue, content_root
from sslgrade.course.bundle import bundle_of
from sslgrade.course.engines.strength import refuse_weak
from sslgrade.course.engines.tasks import Done, EngineError, Setup, Task
from sslgrade.grading.context import Context
from sslgrade.grading.grade import grade_with, limits_for
from sslgrade.worker.messages import Submission
from sslgrade.worker.spawn import CannotStart
from sslgrade.worker.zygote import ZygotePool

if TYPE_CHECKING:
    from typing import Self

    from sslgrade.report.model import Report

MOST_CONTEXTS = 4
"""Exercises whose expected values are kept: batches come sorted, and some hold 100 MB."""


class Grader:
    """Keeps the warm workers and the expected values; use and close it in one thread."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._pool = ZygotePool(setup.isolation)
        self._contexts: OrderedDict[tuple[str, str, int], Context] = OrderedDict()
        self._exercises: dict[str, tuple[Exercise, str]] = {}
        self._allowed: set[str] = set()

    def grade(self, task: Task) -> Done:
        """Grade one task; whatever the submission does, this returns.

        Raises
        ------
        EngineError
            No task can be graded here: isolation too weak, or other exercises than the caller's.
        """
        if task.backend not in self._allowed:
            refuse_weak(self._setup, task.backend)
            self._allowed.add(task.backend)
        exercise = self._exercise(task)
        try:
            report = self._report(task, exercise)
        except CannotStart:
            try:  # the warm process was ended from outside: it is replaced once
                report = self._report(task, exercise)
            except CannotStart as error:
                return Done(task.key, fault=str(error))
        except Exception as error:
            return Done(task.key, fault=f"{type(error).__name__}: {error}")
        return Done(task.key, report.hidden().to_json())

    def _exercise(self, task: Task) -> Exercise:
        if task.exercise not in self._exercises:
            root = content_root() if self._setup.root is None else Path(self._setup.root)
            found = catalogue(root).get(task.exercise)
            self._exercises[task.exercise] = (found, bundle_of(found))
        exercise, bundle = self._exercises[task.exercise]
        if bundle != task.bundle:
            raise EngineError(
                f"{task.exercise}: a worker has another version of it (found {bundle}, expected "
                f"{task.bundle}). Install the same sslgrade everywhere and restart the workers."
            )
        return exercise

    def _report(self, task: Task, exercise: Exercise) -> Report:
        from sslgrade.content.capstone import modules

        extra = modules(exercise) if exercise.manifest.capstone else {}
        submission = Submission(
            task.source,
            "jax" if task.backend == "jax" else "numpy",
            task.filename,
            {**task.modules, **extra},
            exercise.manifest.forbidden,
        )
        limits = limits_for(exercise.manifest, task.backend)
        runner = self._pool.launch(submission, limits=limits)
        context = self._context(exercise, task.backend, task.seed)
        return grade_with(runner, exercise, task.backend, task.seed, context)

    def _context(self, exercise: Exercise, backend: str, seed: int) -> Context:
        name = (exercise.id, backend, seed)
        if name not in self._contexts:
            made = self._contexts[name] = Context(exercise, backend, seed)
            made.seeks_examples = False  # hidden reports show none
            if len(self._contexts) > MOST_CONTEXTS:
                self._contexts.popitem(last=False)
        self._contexts.move_to_end(name)
        return self._contexts[name]

    def close(self) -> None:
        """End the warm workers."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
