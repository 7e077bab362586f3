"""Grade a capstone: the driver trains with the learner's functions, and the grader looks.

Whatever came back is plain arrays. Every graded number is computed here from parameters and
predictions, on data that the worker never saw; the worker's own curves only help to explain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import capstone as content
from sslgrade.content.capstone import DRIVER, Finding, Size
from sslgrade.content.catalogue import Exercise
from sslgrade.content.manifest import CheckSpec
from sslgrade.content.pieces import Call
from sslgrade.grading.batch import missing, raised_text
from sslgrade.grading.compare import SPOILED
from sslgrade.grading.context import Context
from sslgrade.grading.grade import Session
from sslgrade.grading.scoring import GATED, KINDS, gate
from sslgrade.grading.trusted import TrustedRunner, functions_of
from sslgrade.report.model import CheckResult, Diagnosis
from sslgrade.worker.messages import Raised, Request, Runner

UNTRAINED = "needs training; this run only looked at the functions themselves"
UNFIT = "what training brought is of no use: other shapes than the driver's, or not finite"
MISSHAPEN = "what came back does not have the shapes of the driver's results ({error})"


class Capstone(Session):
    """One run of a capstone."""

    def __init__(self, context: Context, runner: Runner, size: Size) -> None:
        super().__init__(context, runner)
        self.size = size
        self.asked: dict[str, Call] = {}
        self.came: dict[str, Any] = {}
        self.raised: dict[str, Raised] = {}

    def run(self) -> None:
        """Make all calls of the driver, then judge what came back."""
        exercise = self.context.exercise
        self.loaded = self.runner.load()
        if self.defines_nothing:
            self.results = self._unanswered()
            return
        rng = self.context.rng("capstone")
        self._ask(content.calls(exercise, rng, self.size))
        later = self._safely(partial(content.later_calls, exercise))
        if isinstance(later, dict):
            self._ask(later)
        findings = content.findings(exercise)
        wanted = [c for c in self.context.checks if exercise.has_solution or c.kind == "property"]
        found = tuple(self._check(check, findings[check.id]) for check in wanted)
        self.results = gate(self.context, found) if exercise.has_solution else gate_public(found)
        if exercise.has_solution and any(r.status == "failed" for r in found):
            self.extras.diagnosis = self._diagnose()

    def _ask(self, calls: Mapping[str, Call]) -> None:
        self.asked |= calls
        handles = {
            name: self.batch.add(
                Request(f"{DRIVER}.{call.entry}", tuple(call.inputs.values())),
                name.replace("_", " "),
            )
            for name, call in calls.items()
            if call.entry
        }
        self.batch.run(self.runner, {request.function for request in self.batch.requests})
        for name, handle in handles.items():
            outcome = self.batch[handle]
            if isinstance(outcome, Raised):
                self.raised[name] = outcome
            self.came[name] = None if isinstance(outcome, Raised) else outcome.value

    def _first_handles(self) -> list[int]:
        return list(range(len(self.batch.requests)))

    def _check(self, check: CheckSpec, finding: Finding) -> CheckResult:
        points = check.points[self.context.backend]
        result = CheckResult(
            check.id, check.entry, KINDS[check.kind], "failed", 0, points, title=check.title
        )
        if check.entry not in self.loaded.functions:
            return replace(result, message=missing(check.entry).message)
        for name in check.probes:
            if name in self.raised:
                return replace(result, message=raised_text(self.raised[name]))
            if name not in self.asked and self.size == "glance":
                return replace(result, status="skipped", message=UNTRAINED)
            if name not in self.asked:
                return replace(result, message=UNFIT)
        message = self._safely(finding)
        if message:
            return replace(result, message=message)
        return replace(result, status="passed", points=points)

    def _safely(self, look: Callable[..., Any]) -> Any:
        """Look at what came back: its shapes may be anything."""
        try:
            with np.errstate(all="ignore"):
                return look(self.asked, self.came)
        except SPOILED as error:
            return MISSHAPEN.format(error=f"{type(error).__name__}: {error}"[:120])

    def _diagnose(self) -> Diagnosis | None:
        """Name one misconception per entry point, where exactly one explains what came back."""
        judge = content.judge(self.context.exercise)
        found = self._safely(judge.suspects) if judge else {}
        if not isinstance(found, Mapping):
            return None
        names = [ids[0] for ids in found.values() if len(set(ids)) == 1]
        pieces = {m.id: m for m in self.context.exercise.misconceptions()}
        parts = [pieces[name] for name in names]
        if not parts:
            return None
        return Diagnosis(
            tuple(p.id for p in parts),
            " and ".join(p.title for p in parts),
            "\n".join(p.hint for p in parts),
            " ".join(p.belief for p in parts),
        )


def gate_public(found: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """Without answers, the properties of an entry point earn points only all together."""
    broken = {r.entry for r in found if r.status != "passed"}
    return tuple(
        replace(r, status="skipped", points=0, message=GATED.format(entry=r.entry))
        if r.status == "passed" and r.entry in broken
        else r
        for r in found
    )


def trusted(exercise: Exercise, functions: Mapping[str, Callable[..., Any]]) -> TrustedRunner:
    """Return a runner in this process for functions that ship with the course."""
    driver = functions_of(content.modules(exercise)[DRIVER].decode(), f"{DRIVER}.py")
    learner = SimpleNamespace(**functions)
    bound = {f"{DRIVER}.{name}": partial(f, learner) for name, f in driver.items()}
    return TrustedRunner({**functions, **bound}, "jax")
