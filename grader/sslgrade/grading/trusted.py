"""Run trusted code in this process: references, correct styles and misconceptions of author check.

Never for learner code: the grader's process holds the answers.
"""

from __future__ import annotations

import copy
import os
import tracemalloc
import types
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sslgrade.worker.messages import (
    Limits,
    Loaded,
    Outcome,
    Raised,
    Request,
    Returned,
    Usage,
    WorkerFailure,
)
from sslgrade.worker.transforms import first_output


def functions_of(source: str, filename: str) -> dict[str, Callable[..., Any]]:
    """Execute a trusted file and return its functions."""
    module = types.ModuleType("trusted_submission")
    module.__file__ = filename
    exec(compile(source, filename, "exec"), module.__dict__)
    return {n: v for n, v in vars(module).items() if callable(v) and not n.startswith("_")}


class TrustedRunner:
    """A Runner without a process, for code that ships with the course."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]], backend: str = "numpy") -> None:
        self.functions = dict(functions)
        self.backend = backend
        self._compiled: dict[Any, Callable[..., Any]] = {}

    def again(self, limits: Limits) -> TrustedRunner:
        """Return a runner that keeps to a memory limit, as far as NumPy's own arrays go."""
        return MeasuredRunner(self.functions, limits.memory_mb)

    def load(self) -> Loaded:
        """Nothing to load."""
        return Loaded(tuple(self.functions))

    def run(self, requests: Sequence[Request]) -> list[Outcome]:
        """Call the functions one by one."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return [self._one(request) for request in requests]

    def close(self) -> Usage:
        """Nothing to end."""
        return Usage(0.0, 0.0, 0.0, "L0", ("trusted",))

    def _one(self, request: Request) -> Outcome:
        try:
            if self.backend == "jax":
                return Returned(_plain(self._jax(request)))
            args = tuple(_laid_out(a, request.layout) for a in request.args)
            before = copy.deepcopy(args) if request.watch else args
            value = self.functions[request.function](*args, **request.kwargs)
            changed = tuple(
                i for i, (a, b) in enumerate(zip(args, before, strict=True)) if not _same(a, b)
            )
            return Returned(_plain(value), changed)
        except Exception as error:
            names = tuple(c.__name__ for c in type(error).__mro__)
            return Raised(type(error).__name__, str(error), 0, names)

    def _jax(self, request: Request) -> Any:
        os.environ.setdefault("JAX_PLATFORMS", "cpu")
        import jax

        jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
        traced = [isinstance(a, np.ndarray | float | dict) for a in request.args]
        static = tuple((i, a) for i, a in enumerate(request.args) if not traced[i]) + tuple(
            sorted(request.kwargs.items())
        )
        arrays = tuple(bool(isinstance(a, np.ndarray | dict)) for a in request.args)
        key = (request.function, request.transform, request.wrt, request.output, static, arrays)
        if key not in self._compiled:
            self._compiled[key] = self._build(request, traced, arrays)
        live = [
            jax.tree.map(jax.numpy.asarray, a) if is_array else a
            for a, is_array, is_traced in zip(request.args, arrays, traced, strict=True)
            if is_traced
        ]
        return self._compiled[key](*live)

    def _build(
        self, request: Request, traced: list[bool], arrays: tuple[bool, ...]
    ) -> Callable[..., Any]:
        import jax

        function, fixed, kwargs = self.functions[request.function], request.args, request.kwargs

        def bound(*live: Any) -> Any:
            feed = iter(live)
            args = [next(feed) if t else a for t, a in zip(traced, fixed, strict=True)]
            return function(*args, **kwargs)

        if request.transform == "eager":
            return bound
        if request.transform == "jit":
            return jax.jit(bound)
        position = [sum(traced[:i]) for i in range(len(traced))]
        if request.transform == "vmap":
            axes = tuple(0 if a else None for a, t in zip(arrays, traced, strict=True) if t)
            return jax.jit(jax.vmap(bound, in_axes=axes))

        def scalar(*live: Any) -> Any:
            value = first_output(bound(*live), request.output)
            return value.sum() if request.transform == "gradsum" else value

        return jax.jit(jax.grad(scalar, argnums=tuple(position[i] for i in request.wrt)))


class MeasuredRunner(TrustedRunner):
    """A trusted runner whose calls may not allocate more than a limit, by tracemalloc."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]], megabytes: int) -> None:
        super().__init__(functions, "numpy")
        self.megabytes = megabytes

    def run(self, requests: Sequence[Request]) -> list[Outcome]:
        """Call the functions; raise WorkerFailure where the arrays of a call were too large."""
        tracemalloc.start()
        try:
            outcomes = super().run(requests)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        if peak > self.megabytes << 20:
            raise WorkerFailure("memory", f"ran out of memory ({self.megabytes} MB)")
        return outcomes


def _same(now: Any, before: Any) -> bool:
    if isinstance(before, dict):
        return now.keys() == before.keys() and all(_same(now[k], before[k]) for k in before)
    if isinstance(before, np.ndarray):
        return np.array_equal(now, before, equal_nan=before.dtype.kind == "f")
    return True


def _laid_out(value: Any, layout: str) -> Any:
    if isinstance(value, dict):
        return {key: _laid_out(item, layout) for key, item in value.items()}
    if not isinstance(value, np.ndarray):
        return value
    if layout == "strided" and value.ndim:
        wide = np.zeros((*value.shape[:-1], 2 * value.shape[-1]), value.dtype)
        wide[..., ::2] = value
        return wide[..., ::2]
    copy = value.copy()
    copy.setflags(write=layout != "readonly")
    return copy


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_plain(item) for item in value)
    return np.asarray(value)
