"""Grade one submission: source bytes in, Report out."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sslgrade.worker.messages import Limits, Loaded, Runner, Submission, Usage, WorkerFailure

if TYPE_CHECKING:
    from sslgrade.content.capstone import Size
    from sslgrade.content.catalogue import Exercise
    from sslgrade.content.manifest import Manifest
    from sslgrade.grading.context import Context
    from sslgrade.report.model import CheckResult, Reason, Report, Status
    from sslgrade.worker.launch import Worker

JAX_CPU_S = 60.0
"""JAX compiles every function: its budget is larger than a NumPy submission's."""
JAX_MEMORY_MB = 4096


def limits_for(manifest: Manifest, backend: str) -> Limits:
    """Return the budget of one submission."""
    cpu, memory = manifest.limits.cpu_s, manifest.limits.memory_mb
    if backend == "jax":
        cpu, memory = max(cpu, JAX_CPU_S), max(memory, JAX_MEMORY_MB)
    return Limits(cpu_s=cpu, wall_s=10 * cpu, memory_mb=memory)


def prespawn(backend: str, isolation: str = "auto", limits: Limits | None = None) -> Worker:
    """Start a worker before anything else is imported: it loads NumPy while the parent does."""
    from sslgrade.worker.launch import Worker

    return Worker.start("jax" if backend == "jax" else "numpy", limits or Limits(), isolation)


def grade(
    source: bytes,
    exercise: Exercise,
    backend: str,
    *,
    seed: int | None = None,
    isolation: str = "auto",
    modules: Mapping[str, bytes] | None = None,
    filename: str = "submission.py",
    limits: Limits | None = None,
    worker: Worker | None = None,
    hidden: bool = False,
    size: Size = "full",
) -> Report:
    """Grade ``source`` in an isolated worker and return the Report.

    Parameters
    ----------
    seed
        Seed of all probes; a fresh one when None. The report names it, and it can be replayed.
    isolation
        ``auto``, or a level ``L0`` to ``L3``.
    modules
        Sources of the learner's earlier exercises, by module name.
    worker
        A worker from :func:`prespawn`, to use instead of starting one.
    hidden
        Show no inputs, expected values, seed or learner output in the report.
    size
        How long a capstone trains; other exercises do not look at it.
    """
    if backend not in exercise.manifest.backends:
        raise ValueError(
            f"{exercise.id} has no {backend} track; use {' or '.join(exercise.manifest.backends)}"
        )
    budget = limits or limits_for(exercise.manifest, backend)
    submission = Submission(
        source,
        "jax" if backend == "jax" else "numpy",
        filename,
        {**(modules or {}), **driver(exercise)},
        exercise.manifest.forbidden,
    )
    runner = worker if worker is not None else prespawn(backend, isolation, budget)
    runner.submit(submission, budget)
    report = grade_with(runner, exercise, backend, seed, size=size)
    return report.hidden() if hidden else report


def grade_with(
    runner: Runner,
    exercise: Exercise,
    backend: str,
    seed: int | None,
    context: Context | None = None,
    size: Size = "full",
) -> Report:
    """Grade what a runner has loaded: the isolated worker, or the trusted one of author check.

    ``context`` is one of the same exercise, backend and seed, whose expected values are kept.
    """
    from sslgrade.grading.context import Context

    begun = time.perf_counter()
    if seed is None:
        seed = int.from_bytes(os.urandom(4), "little")
    session = _session(context or Context(exercise, backend, seed), runner, size)
    failure: WorkerFailure | None = None
    try:
        session.run()
    except WorkerFailure as caught:
        failure = caught
    finally:
        usage = runner.close()
    return session.report(usage, failure, time.perf_counter() - begun)


def driver(exercise: Exercise) -> dict[str, bytes]:
    """Return the modules that travel to the worker beside a submission: a capstone's loop."""
    if not exercise.manifest.capstone:
        return {}
    from sslgrade.content.capstone import modules

    return modules(exercise)


def _session(context: Context, runner: Runner, size: Size) -> Session:
    if not context.manifest.capstone:
        return Session(context, runner)
    from sslgrade.grading.capstone import Capstone

    return Capstone(context, runner, size)


class Session:
    """The rounds of one grading run, and what they found."""

    def __init__(self, context: Context, runner: Runner) -> None:
        from sslgrade.grading.batch import Batch
        from sslgrade.grading.gradients import Gradients
        from sslgrade.grading.laws import Laws
        from sslgrade.grading.tracing import Tracing
        from sslgrade.grading.values import Values

        self.context = context
        self.runner = runner
        self.batch = Batch(context.backend)
        self.values = Values(context, self.batch)
        self.laws = Laws(context, self.batch)
        self.gradients = Gradients(context, self.batch)
        self.tracing = Tracing(context, self.batch, self.values)
        self.results: tuple[CheckResult, ...] = ()
        self.loaded = Loaded(())
        self.extras = Extras()

    def run(self) -> None:
        """Run all rounds and judge them."""
        full = self.context.exercise.has_solution
        if full:
            self.values.queue()
            self.tracing.queue()
        self.laws.queue()
        self.loaded = self.runner.load()
        if self.defines_nothing:
            self.results = self._unanswered()
            return
        if full:
            self.gradients.queue(self.loaded.functions)
        self._round()
        self.laws.queue_second_round()
        if full and self.values.needs_eager():
            self.tracing.note_untraceable()
            self.values.queue_eager()
        self._round()
        if full:
            self.gradients.value_handles = {n: r.first for n, r in self.values.runs.items()}
            self.gradients.queue_own()
            self._round()
        self._judge(full)

    @property
    def defines_nothing(self) -> bool:
        """Whether the file defines none of the functions that the exercise asks for."""
        return not {e.name for e in self.context.manifest.entries} & set(self.loaded.functions)

    def _round(self) -> None:
        self.batch.run(self.runner, self.loaded.functions)

    def _judge(self, full: bool) -> None:
        from sslgrade.grading import scoring

        if not full:
            self.results = scoring.public_results(self.context, self.laws)
            return
        self.results = scoring.results(
            self.context, self.values, self.gradients, self.laws, self.tracing, self.runner
        )
        if any(r.status == "failed" for r in self.results) and not self.not_started:
            self._explain()

    def _explain(self) -> None:
        from sslgrade.grading import diagnosis, relations
        from sslgrade.grading.lawful import Lawful
        from sslgrade.grading.onset import Onset
        from sslgrade.grading.smallest import smallest

        evidence = diagnosis.Evidence.collect(self.context, self.values)
        fits = diagnosis.Fits(
            self.gradients.fits,
            Onset(self.context, self.runner).fits,
            Lawful(self.context, self.laws).fits,
        )
        self.extras.diagnosis = diagnosis.diagnose(evidence, fits)
        wrong = {p.entry for p in self.context.value_probes() if p.id not in evidence.right}
        if self.extras.diagnosis is None and wrong and self.context.seeks_examples:
            self.extras.relation = relations.relation(evidence)
            try:
                self.extras.counterexample = smallest(self.context, self.runner, sorted(wrong))
            except WorkerFailure:
                return  # it explains; what the submission has earned stands already

    @property
    def not_started(self) -> bool:
        """Whether every entry point still raises NotImplementedError."""
        from sslgrade.worker.messages import Raised

        first = [self.batch[handle] for handle in self._first_handles()]
        return bool(first) and all(
            isinstance(o, Raised) and o.type == "NotImplementedError" for o in first
        )

    def _first_handles(self) -> list[int]:
        if self.values.runs:
            return [run.first for run in self.values.runs.values()]
        return [handle for run in self.laws.runs.values() for handle in run.handles]

    def report(self, usage: Usage, failure: WorkerFailure | None, elapsed: float) -> Report:
        """Put everything found into one Report."""
        from sslgrade.report.model import Isolation, Report

        full = self.context.exercise.has_solution
        results = self.results if failure is None else self._unanswered()
        status: Status = "failed"
        reason: Reason | None = "wrong"
        message = ""
        if failure is not None:
            status, reason, message = "error", failure.reason, self._where(failure)
        elif all(r.status == "passed" for r in results):
            status, reason = "passed", None
        elif self.defines_nothing:
            names = " or ".join(e.name for e in self.context.manifest.entries)
            message = f"Your file defines no function {names}."
        elif self.not_started:
            status, reason = "not_started", None
        return Report(
            exercise=self.context.exercise.id,
            backend=self.context.backend,
            status=status,
            reason=reason,
            mode="full" if full else "public",
            score=sum(r.points for r in results),
            max_score=sum(r.max_points for r in results),
            checks=results,
            diagnosis=self.extras.diagnosis,
            relation=self.extras.relation,
            counterexample=self.extras.counterexample,
            isolation=Isolation(usage.level, usage.layers),
            seed=self.context.seed,
            cpu_s=round(usage.cpu_s, 4),
            wall_s=round(max(usage.wall_s, elapsed), 4),
            peak_rss_mb=round(usage.peak_rss_mb, 1),
            message=message,
            output=usage.output,
        )

    def _where(self, failure: WorkerFailure) -> str:
        label = self.batch.label_of(failure.completed) if self.loaded.functions else ""
        if label and failure.reason in ("time", "memory", "crash", "protocol"):
            return f"{failure.message} (in the check of “{label}”)"
        return failure.message

    def _unanswered(self) -> tuple[CheckResult, ...]:
        from sslgrade.grading.scoring import KINDS
        from sslgrade.report.model import CheckResult

        full = self.context.exercise.has_solution
        backend = self.context.backend
        return tuple(
            CheckResult(
                c.id, c.entry, KINDS[c.kind], "skipped", 0, c.points[backend], title=c.title
            )
            for c in self.context.checks
            if full or c.kind == "property"
        )


class Extras:
    """What explains a failure."""

    def __init__(self) -> None:
        from sslgrade.report.model import Counterexample, Diagnosis

        self.diagnosis: Diagnosis | None = None
        self.relation: str | None = None
        self.counterexample: Counterexample | None = None
