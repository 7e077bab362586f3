"""The proofs of a capstone: right code trains and passes, wrong code is caught and named.

Right solutions are trained at smoke size. Misconceptions are proved at a glance, without training:
what they compute gives them away. That training fails too is tested for the famous ones.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

from sslgrade.authoring import proof
from sslgrade.authoring.proof import Tally
from sslgrade.content.catalogue import Exercise
from sslgrade.content.manifest import Entry
from sslgrade.grading.capstone import trusted
from sslgrade.grading.grade import grade_with
from sslgrade.grading.trusted import functions_of


def prove(exercise: Exercise, tally: Tally, seeds: int) -> None:
    """Run every proof that needs no worker."""
    with contextlib.redirect_stdout(io.StringIO()):
        prove_right(exercise, tally)
        prove_trivial(exercise, tally)
        prove_misconceptions(exercise, tally, seeds)


def prove_right(exercise: Exercise, tally: Tally) -> None:
    """The reference, the completed hint and other styles keep full marks."""
    for name, source in proof.right_solutions(exercise, tally.backend):
        runner = trusted(exercise, functions_of(source, name))
        report = grade_with(runner, exercise, tally.backend, 0, size="smoke")
        tally.styles += 1
        tally.style_runs += 1
        if report.status != "passed":
            tally.rejections += 1
            tally.fault(f"{name} is rejected (seed 0): {proof.why_failed(report)}")


def prove_trivial(exercise: Exercise, tally: Tally) -> None:
    """Constants of the right shapes earn nothing."""
    for value in (0.0, 1.0, -1.0):
        functions = {e.name: _constant(e, value) for e in exercise.manifest.entries}
        runner = trusted(exercise, functions)
        report = grade_with(runner, exercise, tally.backend, 0, size="glance")
        if report.score:
            earned = ", ".join(c.id for c in report.checks if c.points)
            tally.fault(f"constant {value:g} earns {report.score} points by {earned}, expected 0")
        elif report.diagnosis:
            names = report.diagnosis.misconceptions
            tally.fault(f"constant {value:g} is named {names}, expected no name")


def _constant(entry: Entry, value: float) -> Callable[..., Any]:
    def answer(*args: Any, **kwargs: Any) -> Any:
        import jax.numpy as jnp

        sizes: dict[str, int] = {}
        for argument, given in zip(entry.args, args, strict=False):
            sizes |= zip(argument.axes or (), getattr(given, "shape", ()), strict=False)
        output = entry.returns[0]
        whole = jnp.full([sizes[axis] for axis in output.axes or ()], value)
        return whole.astype(int) if output.kind == "int" else whole

    return answer


def prove_misconceptions(exercise: Exercise, tally: Tally, seeds: int) -> None:
    """Every misconception fails a check and is given its own name."""
    reference = functions_of(exercise.reference_source(tally.backend), "reference")
    found = exercise.misconceptions()
    tally.misconceptions = len({m.id for m in found})
    for m in found:
        runner = trusted(exercise, {**reference, **m.code})
        for seed in range(seeds):
            report = grade_with(runner, exercise, tally.backend, seed, size="glance")
            if any(c.status == "failed" for c in report.checks):
                proof.prove_one(tally, m, report, seed)
            else:
                tally.runs += 1
                tally.fault(f"misconception {m.id} fails no check (seed {seed}); add one")
