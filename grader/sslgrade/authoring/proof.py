"""Proofs by running: references and styles pass, trivial answers earn 0, misconceptions are named.

Trusted code (ours) runs in this process, batched; what may exit or lie runs in a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sslgrade.authoring import trivial
from sslgrade.authoring.numeric_jax import NumericRunner
from sslgrade.content.catalogue import Exercise
from sslgrade.content.pieces import Misconception
from sslgrade.grading.context import Context
from sslgrade.grading.diagnosis import Evidence, diagnose
from sslgrade.grading.grade import grade, grade_with
from sslgrade.grading.suspects import Suspect, pairs
from sslgrade.grading.trusted import TrustedRunner, functions_of
from sslgrade.report.model import Report

HINT_LINE = "# <hint>"
Functions = Mapping[str, Callable[..., Any]]


@dataclass
class Tally:
    """What the proofs of one exercise and backend found."""

    exercise: str
    backend: str
    seeds: int
    faults: list[str] = field(default_factory=list)
    styles: int = 0
    style_runs: int = 0
    rejections: int = 0
    misconceptions: int = 0
    runs: int = 0
    caught: int = 0
    named: int = 0
    misnamed: int = 0
    unnamed: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    pairs: int = 0
    pairs_named: int = 0
    pairs_misnamed: int = 0

    def fault(self, text: str) -> None:
        """Note a fault once, however many seeds show it."""
        line = f"{self.exercise}: {self.backend}: {text}"
        if line not in self.faults:
            self.faults.append(line)


def why_failed(report: Report) -> str:
    """Return the first failing check of a report in one line."""
    if report.message:
        return f"{report.reason}: {report.message}"
    return next((f"{c.title}: {c.message}" for c in report.checks if c.status != "passed"), "?")


def hint_solution(exercise: Exercise, backend: str) -> str:
    """Paste the third hint into its frame."""
    assert exercise.private is not None
    frame = (exercise.private / f"frame_{backend}.py").read_text(encoding="utf-8")
    lines = []
    for line in frame.splitlines():
        if line.strip() == HINT_LINE:
            indent = line[: len(line) - len(line.lstrip())]
            hint = exercise.manifest.hints.code[backend].strip("\n").splitlines()
            lines += [f"{indent}{h}" if h.strip() else "" for h in hint]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def right_solutions(exercise: Exercise, backend: str) -> Iterator[tuple[str, str]]:
    """Yield the reference, the completed hint and every other style, as (name, source)."""
    assert exercise.private is not None
    yield f"reference_{backend}.py", exercise.reference_source(backend)
    frame = (exercise.private / f"frame_{backend}.py").read_text(encoding="utf-8")
    if HINT_LINE in frame:
        yield f"hint in frame_{backend}.py", hint_solution(exercise, backend)
    for path in sorted((exercise.private / "styles").glob(f"{backend}_*.py")):
        yield f"styles/{path.name}", path.read_text(encoding="utf-8")


def prove_right(exercise: Exercise, tally: Tally, seeds: int) -> None:
    """References, completed hints and other styles keep full marks on every seed."""
    runners = {
        name: TrustedRunner(functions_of(source, name), tally.backend)
        for name, source in right_solutions(exercise, tally.backend)
    }
    tally.styles = len(runners)
    for seed in range(seeds):
        context = Context(exercise, tally.backend, seed)
        context.tries_memory = seed == 0
        for name, runner in runners.items():
            report = grade_with(runner, exercise, tally.backend, seed, context)
            tally.style_runs += 1
            if report.status != "passed":
                tally.rejections += 1
                tally.fault(f"{name} is rejected (seed {seed}): {why_failed(report)}")


def prove_trivial(exercise: Exercise, tally: Tally, seed: int = 0) -> None:
    """Constants, logarithms of sizes and echoed inputs earn no point."""
    for name, functions in trivial.answers(exercise):
        runner = NumericRunner(functions)
        report = grade_with(runner, exercise, tally.backend, seed)
        if report.score:
            earned = [c.id for c in report.checks if c.points]
            tally.fault(f"{name} earns {report.score} points by {', '.join(earned)}, expected 0")
        elif report.diagnosis and name.startswith("constant"):
            tally.fault(f"{name} is named {report.diagnosis.misconceptions}, expected no name")


def prove_hostile(exercise: Exercise, tally: Tally) -> None:
    """The stub, an empty file, an exit and a lying object earn nothing, in a real worker."""
    backend = tally.backend
    cases = {
        "the untouched stub": (exercise.stub(backend).encode(), "not_started"),
        "an empty file": (trivial.EMPTY, None),
        "raise SystemExit(0)": (trivial.EXIT, "error"),
        "a lying object": (trivial.liar(exercise, backend), None),
    }
    for name, (source, status) in cases.items():
        report = grade(source, exercise, backend, seed=0, size="smoke")
        if report.status == "passed" or report.score:
            tally.fault(f"{name} earns {report.score} points, expected 0")
        elif status is not None and report.status != status:
            tally.fault(f"{name}: status {report.status}, expected {status}")
    source = exercise.reference_source(backend).encode()
    report = grade(source, exercise, backend, seed=0, size="smoke")
    if report.status != "passed":
        tally.fault(f"the reference fails in the worker: {why_failed(report)}")


def prove_misconceptions(exercise: Exercise, tally: Tally, seeds: int) -> None:
    """Every misconception loses points and is given its own name."""
    found = exercise.misconceptions()
    tally.misconceptions = len({m.id for m in found})
    for m in found:
        if m.aliases:
            tally.aliases[m.id] = f"{', '.join(m.aliases)}: {m.why_alias}"
    for seed in range(seeds):
        context = Context(exercise, tally.backend, seed)
        context.tries_memory = seed == 0
        for m in found:
            runner = NumericRunner({**exercise.reference(), **m.code})
            report = grade_with(runner, exercise, tally.backend, seed, context)
            prove_one(tally, m, report, seed)


def prove_one(tally: Tally, m: Misconception, report: Report, seed: int) -> None:
    """Note whether a misconception was caught, and whether it was given its own name."""
    label = f"{m.id} ({m.variant})" if m.variant else m.id
    tally.runs += 1
    if report.status == "passed":
        tally.fault(f"misconception {label} passes (seed {seed}); add a probe that reveals it")
        return
    tally.caught += 1
    if report.diagnosis is None:
        tally.unnamed[label] = tally.unnamed.get(label, 0) + 1
        tally.fault(f"misconception {label} is not named (seed {seed})")
    elif report.diagnosis.misconceptions[0] in (m.id, *m.aliases):
        tally.named += 1
    else:
        tally.misnamed += 1
        names = " and ".join(report.diagnosis.misconceptions)
        tally.fault(f"misconception {label} is named {names} (seed {seed}); separate them")


def prove_pairs(exercise: Exercise, tally: Tally, most: int, seed: int = 0) -> None:
    """Two misconceptions at once are named as both, or one that hides the other, or not at all."""
    context = Context(exercise, tally.backend, seed)
    found = pairs(context)
    order = np.random.default_rng(seed).permutation(len(found))[:most]
    for index in order:
        _prove_pair(context, tally, found[int(index)])


def _prove_pair(context: Context, tally: Tally, suspect: Suspect) -> None:
    from sslgrade.grading.batch import Batch
    from sslgrade.grading.values import Values

    batch = Batch(tally.backend)
    values = Values(context, batch)
    values.queue()
    batch.run(NumericRunner(suspect.functions), set(suspect.functions))
    evidence = Evidence.collect(context, values)
    tally.pairs += 1
    diagnosis = diagnose(evidence, lambda _: True)
    if diagnosis is None:
        return
    tally.pairs_named += 1
    names = set(diagnosis.misconceptions)
    if not names <= {part.id for part in suspect.parts} | {
        alias for part in suspect.parts for alias in part.aliases
    }:
        tally.pairs_misnamed += 1
        tally.fault(f"the pair {' + '.join(suspect.ids)} is named {' and '.join(sorted(names))}")


def prove(
    exercise: Exercise,
    backend: str,
    *,
    seeds: int,
    pair_sample: int = 30,
    hostile: bool = True,
) -> Tally:
    """Run every proof of one exercise in one track."""
    tally = Tally(exercise.id, backend, seeds)
    if exercise.manifest.capstone:
        from sslgrade.authoring import capstone

        capstone.prove(exercise, tally, seeds)
    else:
        prove_right(exercise, tally, seeds)
        prove_trivial(exercise, tally)
        prove_misconceptions(exercise, tally, seeds)
        prove_pairs(exercise, tally, pair_sample)
    if hostile:
        prove_hostile(exercise, tally)
    return tally


def style_files(exercise: Exercise, backend: str) -> list[Path]:
    """Return the files of other correct styles."""
    assert exercise.private is not None
    return sorted((exercise.private / "styles").glob(f"{backend}_*.py"))
