"""Who computes a loss: the learner's own file, isolated, or the reference that ships.

A network's outputs go to the loss and its slope comes back, one round trip per training step
(about a millisecond): nothing but outputs ever reaches learner code, no label and no test image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from sslgrade.study.errors import StudyError
from sslgrade.worker.messages import Raised, Request, Runner, WorkerFailure

By = Literal["yours", "reference"]
RENEW_AFTER = 200 << 20
"""A worker may send 256 MB back in all; a fresh one takes over before."""


class Losses:
    """Calls the functions of one or more exercises; ``backend`` says what they can do."""

    def __init__(
        self, by: By, backend: str, exercises: Sequence[str], start: Callable[[], Runner]
    ) -> None:
        self.by = by
        self.backend = backend
        self.exercises = tuple(exercises)
        self.cpu_s = 0.0
        self._start = start
        self._runner: Runner | None = None
        self._received = 0

    def value(self, entry: str, *args: Any, **kwargs: Any) -> Any:
        """Return what a function returns, as plain arrays."""
        return self.values(entry, [args], **kwargs)[0]

    def values(self, entry: str, calls: Sequence[tuple[Any, ...]], **kwargs: Any) -> list[Any]:
        """Return what a function returns for several calls, in one round trip."""
        transform: Literal["jit", "eager"] = "jit" if self.backend == "jax" else "eager"
        return self._run([Request(entry, args, kwargs, transform) for args in calls])

    def value_and_slopes(
        self, entry: str, args: tuple[Any, ...], wrt: tuple[int, ...], kwargs: Mapping[str, Any]
    ) -> tuple[float, list[Any]]:
        """Return a scalar function and its slopes by jax.grad; only the JAX track has them."""
        value, slopes = self._run(
            [Request(entry, args, kwargs, "jit"), Request(entry, args, kwargs, "grad", wrt)]
        )
        return number(value, entry), list(slopes)

    def _run(self, requests: Sequence[Request]) -> list[Any]:
        if self._received > RENEW_AFTER:
            self.close()
        if self._runner is None:
            self._runner = self._start()
        try:
            outcomes = self._runner.run(requests)
        except WorkerFailure as failure:
            raise self._fault(failure.message) from None
        values = []
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, Raised):
                raise self._fault(f"{request.function} raised {outcome.type}: {outcome.message}")
            values.append(outcome.value)
            self._received += _size(outcome.value)
        return values

    def _fault(self, message: str) -> StudyError:
        files = " and ".join(f"{name}.py" for name in self.exercises)
        if self.by == "reference":
            return StudyError(f"the reference of {files} failed: {message}. Please report it.")
        return StudyError(
            f"your {files} stopped the lab: {message.rstrip('.')}. "
            f"Run `sslgrade check {self.exercises[0]}`, or take the reference: --reference."
        )

    def close(self) -> None:
        """End the worker, if one runs; the next call starts another."""
        if self._runner is not None:
            self.cpu_s += self._runner.close().cpu_s
            self._runner, self._received = None, 0


def number(value: Any, entry: str) -> float:
    """Return the one finite number that a loss is.

    Raises
    ------
    StudyError
        It is something else: a learner's file may have changed since it passed.
    """
    array = np.asarray(value)
    if array.shape != () or not np.isfinite(array):
        found = f"shape {array.shape}" if array.shape else f"{array}"
        raise StudyError(
            f"{entry} returned {found} during the lab, expected one finite number. "
            "Check it again, or take the reference: --reference."
        )
    return float(array)


def shaped(value: Any, like: Any, entry: str) -> Any:
    """Return a slope as float32 in the shape of what it is the slope of.

    Raises
    ------
    StudyError
        Another shape, or not finite.
    """
    array = np.asarray(value, dtype=np.float32)
    if array.shape != like.shape or not np.all(np.isfinite(array)):
        found = "values that are not finite" if array.shape == like.shape else str(array.shape)
        raise StudyError(
            f"{entry} returned a gradient with {found} during the lab, expected finite "
            f"{like.shape}. Check it again, or take the reference: --reference."
        )
    return array


def parts(value: Any, count: int, entry: str) -> Sequence[Any]:
    """Return the values of a function that returns several.

    Raises
    ------
    StudyError
        It returned something else.
    """
    if isinstance(value, tuple | list) and len(value) == count:
        return value
    found = f"{len(value)} values" if isinstance(value, tuple | list) else "one value"
    raise StudyError(
        f"{entry} returned {found} during the lab, expected {count}. "
        "Check it again, or take the reference: --reference."
    )


def _size(value: Any) -> int:
    if isinstance(value, tuple | list):
        return sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return int(np.asarray(value).nbytes)
