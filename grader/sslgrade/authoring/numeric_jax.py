"""Run NumPy functions as if they were JAX ones: both tracks must name the same misconceptions.

``jit`` is the function itself, ``vmap`` stacks single calls, and ``grad`` is a fourth-order
difference, (8(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, whose error is far below float32.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sslgrade.content.catalogue import Exercise
from sslgrade.grading.trusted import TrustedRunner
from sslgrade.worker.messages import Outcome, Request, Returned
from sslgrade.worker.transforms import first_output

STEP = 1e-3


class NumericRunner(TrustedRunner):
    """A trusted runner for NumPy functions in either track."""

    def __init__(
        self, functions: Mapping[str, Callable[..., Any]], exercise: Exercise | None = None
    ) -> None:
        super().__init__(functions, "numpy")
        # NumPy code cannot stop a gradient: what is a constant by contract is one here.
        self.still = still_positions(exercise) if exercise is not None else frozenset()

    def _one(self, request: Request) -> Outcome:
        if request.transform == "vmap":
            return self._vmap(request)
        if request.transform in ("grad", "gradsum"):
            return self._grad(request)
        return super()._one(request)

    def _vmap(self, request: Request) -> Outcome:
        lanes = next(len(a) for a in request.args if isinstance(a, np.ndarray))
        results = []
        for lane in range(lanes):
            args = tuple(a[lane] if isinstance(a, np.ndarray) else a for a in request.args)
            outcome = super()._one(replace(request, args=args, transform="eager"))
            if not isinstance(outcome, Returned):
                return outcome
            results.append(outcome.value)
        return Returned(_stack(results))

    def _grad(self, request: Request) -> Outcome:
        gradients = []
        for position in request.wrt:
            x = np.asarray(request.args[position], dtype=np.float64)
            gradient = np.zeros(x.shape)
            still = (request.function, position) in self.still
            for index in () if still else np.ndindex(x.shape):
                total = 0.0
                for offset, weight in ((1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0)):
                    moved = x.copy()
                    moved[index] += offset * STEP
                    args = (*request.args[:position], moved, *request.args[position + 1 :])
                    outcome = super()._one(replace(request, args=args, transform="eager"))
                    if not isinstance(outcome, Returned):
                        return outcome
                    total += weight * _first(outcome.value, request)
                gradient[index] = total / (12 * STEP)
            gradients.append(gradient)
        return Returned(tuple(gradients))


def still_positions(exercise: Exercise) -> frozenset[tuple[str, int]]:
    """Return the arguments, by function and position, that no gradient flows into."""
    spec = exercise.manifest
    return frozenset(
        (check.entry, [a.name for a in spec.entry(check.entry).args].index(name))
        for check in spec.checks
        for name in check.still
    )


def _first(value: Any, request: Request) -> float:
    value = first_output(value, request.output)
    if request.transform == "gradsum":
        value = np.sum(value)
    return float(value) if np.ndim(value) == 0 else float("nan")


def _stack(results: list[Any]) -> Any:
    if isinstance(results[0], dict):
        return {key: _stack([r[key] for r in results]) for key in results[0]}
    if isinstance(results[0], tuple):
        return tuple(_stack(list(column)) for column in zip(*results, strict=True))
    return np.stack(results)
