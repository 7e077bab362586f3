"""What the grader asks of a worker and what it gets back. Plain data; knows no exercise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Transform = Literal["eager", "jit", "grad", "vmap"]
Layout = Literal["writable", "readonly", "strided"]
FailureReason = Literal["syntax", "import", "time", "memory", "crash", "protocol", "policy"]


@dataclass(frozen=True)
class Request:
    """One call of a learner's function.

    ``function`` may be ``module.name``: a function of a module that was sent along, which gets the
    learner's module as its first argument.

    ``args`` are positional, ``kwargs`` keyword-only. ``transform`` is for the JAX track: ``jit``,
    ``grad`` (of the first output, with respect to the positions in ``wrt``; compiled) or ``vmap``
    (every array argument has a new leading axis). Ints, bools, None and keyword scalars are static.
    ``watch`` asks whether the call changed its arguments. ``output`` is the key of the output that
    ``grad`` takes where a function returns a dict: an inner jit sorts the keys.
    """

    function: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    transform: Transform = "eager"
    wrt: tuple[int, ...] = ()
    layout: Layout = "writable"
    watch: bool = False
    output: str = ""


@dataclass(frozen=True)
class Returned:
    """What a call returned: arrays, Python scalars, tuples and string-keyed dicts of them."""

    value: Any
    changed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Raised:
    """What a call raised instead. ``line`` is the line of the learner's file, 0 if unknown."""

    type: str
    message: str
    line: int = 0
    bases: tuple[str, ...] = ()


Outcome = Returned | Raised


@dataclass(frozen=True)
class Submission:
    """Source bytes to load, and earlier exercises of the learner that are sent along as modules."""

    source: bytes
    backend: Literal["numpy", "jax"]
    filename: str = "submission.py"
    modules: Mapping[str, bytes] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """One budget per submission, not per call. ``wall_s`` is only the backstop against sleep."""

    cpu_s: float = 10.0
    wall_s: float = 100.0
    memory_mb: int = 1024
    output_bytes: int = 4_000_000


@dataclass(frozen=True)
class Loaded:
    """What the child found after executing the submission: the names of its functions."""

    functions: tuple[str, ...]


@dataclass(frozen=True)
class Usage:
    """What the submission cost, measured by the parent, and what it printed (capped)."""

    cpu_s: float
    wall_s: float
    peak_rss_mb: float
    level: str
    layers: tuple[str, ...]
    output: str = ""


class WorkerFailure(Exception):
    """The submission could not be loaded, or the child died. Always carries a true reason."""

    def __init__(
        self, reason: FailureReason, message: str, *, line: int = 0, completed: int = 0
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.line = line
        self.completed = completed


class Runner(Protocol):
    """Runs requests on one loaded submission; the isolated worker and the trusted one do."""

    def load(self) -> Loaded:
        """Wait until the submission is executed; raise WorkerFailure if that failed."""

    def run(self, requests: Sequence[Request]) -> list[Outcome]:
        """Run a batch, in order; raise WorkerFailure if the child died on the way."""

    def again(self, limits: Limits) -> Runner:
        """Return another runner of the same submission, in a fresh process with other limits."""

    def close(self) -> Usage:
        """End the child and all it left behind, and say what it cost."""
