"""How many functions JAX compiles in one check: counted from what the grader asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sslgrade.authoring.numeric_jax import NumericRunner
from sslgrade.content.catalogue import Exercise
from sslgrade.grading.grade import grade_with
from sslgrade.worker.messages import Outcome, Raised, Request
from sslgrade.worker.transforms import is_static


def shape_of(value: Any) -> Any:
    """Return what of a traced argument makes JAX compile anew: dtype, shape and structure."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)}"
    if isinstance(value, tuple):
        return tuple(map(shape_of, value))
    if isinstance(value, dict):
        return tuple((key, shape_of(item)) for key, item in sorted(value.items()))
    return type(value).__name__


def signature(request: Request) -> tuple[Any, ...]:
    """Return what two requests share if JAX compiles once for both, as the worker calls them."""
    traced = [a for a in request.args if not is_static(a, keyword=False)]
    named = {k: a for k, a in request.kwargs.items() if not is_static(a, keyword=True)}
    static = [a for a in request.args if is_static(a, keyword=False)]
    fixed = {k: a for k, a in request.kwargs.items() if is_static(a, keyword=True)}
    return (
        request.function,
        request.transform,
        request.wrt,
        repr((static, fixed)),
        tuple(map(shape_of, traced)),
        tuple((name, shape_of(a)) for name, a in named.items()),
    )


class Asked(NumericRunner):
    """Runs the reference, and writes down all that a check asks of it."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(exercise.reference(), exercise)
        self.requests: list[Request] = []
        self.outcomes: list[Outcome] = []

    def run(self, requests: Sequence[Request]) -> list[Outcome]:
        """Answer, and write down."""
        found = super().run(requests)
        self.requests += requests
        self.outcomes += found
        return found


@dataclass(frozen=True)
class Count:
    """What one whole check makes JAX do."""

    requests: int
    compiled: dict[tuple[Any, ...], int]
    eager: int

    def __str__(self) -> str:
        """Write a line for every compiled function."""
        lines = []
        for (function, transform, wrt, static, traced, named), times in self.compiled.items():
            what = f"{transform}{list(wrt) if wrt else ''} {function} {static}"
            lines.append(f"  {times:4d} × {what} {traced} {named or ''}".rstrip())
        return "\n".join(lines)


def count(exercise: Exercise, seed: int = 0) -> Count:
    """Count the compilations of one check of a right solution.

    What raises while it is traced compiles nothing. Calls without jit compile every operation that
    they meet, and are counted apart.
    """
    asked = Asked(exercise)
    grade_with(asked, exercise, "jax", seed)
    compiled: dict[tuple[Any, ...], int] = {}
    eager = 0
    for request, outcome in zip(asked.requests, asked.outcomes, strict=True):
        if request.transform == "eager":
            eager += 1
        elif not isinstance(outcome, Raised):
            key = signature(request)
            compiled[key] = compiled.get(key, 0) + 1
    return Count(len(asked.requests), compiled, eager)
