"""Everything asked of the learner's code in one round: requests, their labels, their outcomes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sslgrade.content.manifest import Argument, Entry
from sslgrade.records import dataclass, field
from sslgrade.worker.messages import Layout, Outcome, Raised, Request, Runner, Transform

# Base classes of what JAX raises when a function needs a concrete value under tracing.
TRACING = frozenset({"JAXTypeError", "JAXIndexError"})


@dataclass
class Batch:
    """Requests of one round; ``add`` returns the handle under which the outcome is found."""

    backend: str
    requests: list[Request] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)

    def add(self, request: Request, label: str) -> int:
        """Queue one request."""
        self.requests.append(request)
        self.labels.append(label)
        return len(self.requests) - 1

    def call(
        self,
        entry: Entry,
        inputs: Mapping[str, Any],
        label: str,
        *,
        transform: Transform | None = None,
        wrt: tuple[str, ...] = (),
        layout: Layout = "writable",
        watch: bool = False,
        function: str = "",
    ) -> int:
        """Queue one call as the contract makes it: under jit in the JAX track."""
        if transform is None:
            transform = "jit" if self.backend == "jax" else "eager"
        names = [a.name for a in entry.args if a.name in inputs]
        request = Request(
            function or entry.name,
            tuple(inputs[name] for name in names),
            {a.name: inputs[a.name] for a in entry.keyword if a.name in inputs},
            transform,
            tuple(names.index(name) for name in wrt),
            layout,
            watch,
            entry.returns[0].name if transform == "grad" and entry.returns_dict else "",
        )
        return self.add(request, label)

    def run(self, runner: Runner, available: Collection[str]) -> None:
        """Send what was queued since the last run; calls of functions that are missing raise."""
        queued = range(len(self.outcomes), len(self.requests))
        here = [i for i in queued if self.requests[i].function in available]
        self.sent = here
        answers = iter(runner.run([self.requests[i] for i in here]) if here else ())
        asked = set(here)
        for i in queued:
            function = self.requests[i].function
            self.outcomes.append(next(answers) if i in asked else missing(function))

    def label_of(self, position: int) -> str:
        """Label of the request at a position of the round that was sent last."""
        return self.labels[self.sent[position]] if position < len(self.sent) else ""

    def __getitem__(self, handle: int) -> Outcome:
        """Outcome of one request."""
        return self.outcomes[handle]


def missing(function: str) -> Raised:
    """Stand in for the outcome of a function that the submission does not define."""
    return Raised("Missing", f"your file defines no function {function}")


def tracing_failed(outcome: Outcome) -> bool:
    """Whether a call failed because it needs concrete values under jit."""
    return isinstance(outcome, Raised) and bool(TRACING & {outcome.type, *outcome.bases})


def raised_text(outcome: Raised) -> str:
    """Say what was raised, and where in the learner's file."""
    where = f" (line {outcome.line})" if outcome.line else ""
    message = " ".join(outcome.message.split())
    if len(message) > 160:
        message = message[:157] + "..."
    if outcome.type == "NotImplementedError":
        return f"not implemented yet{where}"
    # A learner may give an exception of theirs this name, and nothing to say.
    if outcome.type in ("ReturnType", "Missing") and message:
        return message
    return (
        f"raised {outcome.type}{where}: {message}" if message else f"raised {outcome.type}{where}"
    )


def float_arrays(entry: Entry) -> tuple[Argument, ...]:
    """Return the float array arguments of an entry point."""
    return tuple(a for a in entry.args if a.kind == "float" and a.is_array)
