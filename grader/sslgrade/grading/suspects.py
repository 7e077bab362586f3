"""Suspects: each misconception (or pair) as functions, and what it computes on every probe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from sslgrade.content.pieces import Misconception, Probe, Recipe
from sslgrade.grading.compare import Mismatch, learner_outputs
from sslgrade.grading.context import Context, Family
from sslgrade.grading.numerics import (
    EPS32,
    EPS64,
    FACTOR,
    Expected,
    Outputs,
    agrees,
    as_float64,
    call,
    expected,
)
from sslgrade.records import dataclass, field

SHARP = 4.0 * FACTOR
"""Extra room at float64 accuracy: two float64 codes differ by more than one rounding each."""


@dataclass(frozen=True)
class Raises:
    """A suspect that raises on this input."""

    type: str
    bases: tuple[str, ...] = ()


Answer = Expected | Raises


@dataclass
class Suspect:
    """One misconception, or two at once, ready to be run on probes."""

    parts: tuple[Misconception, ...]
    functions: Mapping[str, Callable[..., Any]]
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the misconceptions, without variants."""
        return tuple(part.id for part in self.parts)

    def answer(self, context: Context, probe: Probe, family: Family = "float64") -> Answer:
        """Return what this suspect computes on a probe, with its own conditioning."""
        key = (probe.id, family)
        if key not in self.answers:
            self.answers[key] = self._run(context, probe, family)
        return self.answers[key]

    def _run(self, context: Context, probe: Probe, family: Family) -> Answer:
        inputs = context.inputs(probe, family)
        if probe.kind == "stability":
            # Extremes break at the precision the learner's code runs in: no widening, no draws.
            return _bare(context, probe, self.functions[probe.entry], inputs)
        try:
            return expected(
                self.functions[probe.entry], context.entry(probe.entry), as_float64(inputs), draws=1
            )
        except Exception as error:
            return Raises(type(error).__name__, tuple(c.__name__ for c in type(error).__mro__))


def _bare(
    context: Context, probe: Probe, function: Callable[..., Any], inputs: dict[str, Any]
) -> Answer:
    entry = context.entry(probe.entry)
    try:
        outputs = learner_outputs(entry, _tupled(call(function, entry, inputs)))
    except Exception as error:
        return Raises(type(error).__name__, tuple(c.__name__ for c in type(error).__mro__))
    if isinstance(outputs, Mismatch):
        return Raises("ReturnType")
    return Expected(outputs, tuple(np.zeros(o.shape) for o in outputs))


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def singles(context: Context) -> list[Suspect]:
    """Return every misconception, variants apart."""
    if "singles" not in context.kept:
        context.kept["singles"] = [
            Suspect((m,), {**context.reference, **m.code})
            for m in context.exercise.misconceptions()
        ]
    found: list[Suspect] = context.kept["singles"]
    return found


def pairs(context: Context) -> list[Suspect]:
    """Return every two misconceptions that replace different steps of the recipe."""
    if "pairs" not in context.kept:
        context.kept["pairs"] = list(_pairs(context))
    found: list[Suspect] = context.kept["pairs"]
    return found


def _pairs(context: Context) -> Iterator[Suspect]:
    recipe: Recipe | None = context.exercise.recipe()
    if recipe is None:
        return
    stepped = [m for m in context.exercise.misconceptions() if m.step]
    for a, b in combinations(stepped, 2):
        if a.step != b.step and a.id != b.id:
            functions = recipe.with_steps({**a.replaced, **b.replaced})
            yield Suspect((a, b), {**context.reference, **functions})


def tolerance(answer: Expected, index: int, magnitude: float, eps: float) -> Any:
    """Return a suspect's tolerance: its conditioning, the magnitude, and its own size."""
    own = np.abs(np.nan_to_num(answer.outputs[index].astype(np.float64), posinf=0.0, neginf=0.0))
    room = FACTOR if eps == EPS32 else SHARP
    return room * (answer.conditioning[index] * (eps / EPS32) + eps * np.maximum(magnitude, own))


def same(
    answer: Answer,
    got: Outputs | Raises,
    magnitude: float,
    eps: float,
    graded: Mapping[int, Any] | None = None,
) -> bool:
    """Whether a suspect's answer and the learner's result are the same at an accuracy."""
    if isinstance(answer, Raises) or isinstance(got, Raises):
        return isinstance(answer, Raises) and isinstance(got, Raises) and answer.type == got.type
    for index, (mine, theirs) in enumerate(zip(answer.outputs, got, strict=True)):
        if mine.shape != theirs.shape:
            return False
        good = agrees(theirs, mine, tolerance(answer, index, magnitude, eps))
        if graded is not None and index in graded:
            good = good | ~np.broadcast_to(np.asarray(graded[index], dtype=bool), good.shape)
        if not bool(np.all(good)):
            return False
    return True


def is_finite(answer: Answer) -> bool:
    """Whether a suspect returned finite numbers only."""
    return isinstance(answer, Expected) and all(
        bool(np.all(np.isfinite(o.astype(np.float64)))) for o in answer.outputs
    )


__all__ = ["EPS32", "EPS64", "Answer", "Raises", "Suspect", "is_finite", "pairs", "same", "singles"]
