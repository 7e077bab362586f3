"""Value, edge, stability and error probes: queue their calls, then judge the outcomes."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content.pieces import Probe
from sslgrade.grading.batch import Batch, raised_text, tracing_failed
from sslgrade.grading.compare import Mismatch, compare, finite, learner_outputs
from sslgrade.grading.context import Context, Family
from sslgrade.grading.numerics import EPS32, Outputs
from sslgrade.records import dataclass, field
from sslgrade.worker.messages import Layout, Outcome, Raised


@dataclass
class ProbeRun:
    """The calls made for one probe, as handles into the batch."""

    probe: Probe
    first: int
    single: int | None = None
    again: dict[str, int] = field(default_factory=dict)
    eager: int | None = None


@dataclass(frozen=True)
class Finding:
    """What a probe found wrong, or that it passed (message empty)."""

    probe: Probe
    message: str = ""

    @property
    def passed(self) -> bool:
        """Whether the probe passed."""
        return not self.message


class Values:
    """All probes of one run."""

    def __init__(self, context: Context, batch: Batch) -> None:
        self.context = context
        self.batch = batch
        self.runs: dict[str, ProbeRun] = {}
        self.fell_back = False

    def queue(self) -> None:
        """Queue every probe once; value probes in float32 too, and again, shuffled."""
        context, batch = self.context, self.batch
        seen: set[str] = set()
        for probe in context.probes.values():
            if probe.kind == "memory":
                continue
            entry, inputs = context.entry(probe.entry), context.inputs(probe)
            run = ProbeRun(probe, batch.call(entry, inputs, probe.title, watch=True))
            if probe.kind == "value":
                run.single = batch.call(entry, context.inputs(probe, "float32"), probe.title)
                if context.backend == "jax" and probe.entry not in seen:
                    run.eager = batch.call(entry, inputs, probe.title, transform="eager")
                seen.add(probe.entry)
            self.runs[probe.id] = run
        self._queue_again()

    def _queue_again(self) -> None:
        layouts: tuple[Layout, ...] = ("readonly", "strided", "writable")
        if self.context.backend == "jax":
            layouts = ("writable",)
        repeated = [run for run in self.runs.values() if run.probe.kind == "value"]
        order = [(run, layout) for layout in layouts for run in repeated]
        shuffle = self.context.rng("again").permutation(len(order))
        for run, layout in (order[int(i)] for i in shuffle):
            run.again[layout] = self.batch.call(
                self.context.entry(run.probe.entry),
                self.context.inputs(run.probe),
                f"{run.probe.title}, called again",
                layout=layout,
            )

    def needs_eager(self) -> bool:
        """Whether tracing failed somewhere, so that values must be judged from eager calls."""
        return self.context.backend == "jax" and any(
            tracing_failed(self.batch[run.first]) for run in self.runs.values()
        )

    def queue_eager(self) -> None:
        """Queue every probe without jit: an untraceable function keeps its other points."""
        self.fell_back = True
        for run in self.runs.values():
            entry, probe = self.context.entry(run.probe.entry), run.probe
            run.first = self.batch.call(
                entry, self.context.inputs(probe), probe.title, transform="eager"
            )
            if probe.kind == "value":
                run.single = self.batch.call(
                    entry,
                    self.context.inputs(probe, "float32"),
                    probe.title,
                    transform="eager",
                )
                run.again = {
                    "writable": self.batch.call(
                        entry, self.context.inputs(probe), probe.title, transform="eager"
                    )
                }

    def outputs(self, handle: int, probe: Probe) -> Outputs | Mismatch:
        """Return a call's outputs as arrays, or what was raised or returned instead."""
        return outputs_from(self.context, self.batch[handle], probe)

    def _compare(self, probe: Probe, outcome: Outcome, family: Family) -> str:
        if probe.kind == "error":
            return self._error(probe, outcome)
        got = outputs_from(self.context, outcome, probe)
        if isinstance(got, Mismatch):
            return got.message
        entry, want = self.context.entry(probe.entry), self.context.expected(probe, family)
        if probe.judge == "finite":
            found = finite(entry, got, want.outputs)
        else:
            only = None if probe.kind != "value" else self.context.value_outputs(probe.entry)
            graded = None if probe.graded is None else probe.graded(self.context.inputs(probe))
            found = compare(
                entry,
                got,
                want,
                self.context.manifest.magnitude,
                eps=EPS32,
                only=only,
                graded=graded,
            )
        return "" if found is None else found.message

    def _error(self, probe: Probe, outcome: Outcome) -> str:
        wanted = " or ".join(probe.raises)
        if not isinstance(outcome, Raised):
            return f"returned a value; our contract asks for {wanted}"
        if {outcome.type, *outcome.bases} & set(probe.raises):
            return ""
        return f"{raised_text(outcome)}; our contract asks for {wanted}"

    def find(self, probe_id: str) -> Finding:
        """Judge one probe by all its calls: the first, in float32, and the last."""
        run = self.runs[probe_id]
        probe = run.probe
        message = self._compare(probe, self.batch[run.first], "float64")
        if not message and run.single is not None:
            message = self._compare(probe, self.batch[run.single], "float32")
            if message:
                message = f"with float32 inputs: {message}"
        if not message and run.eager is not None:
            message = self._compare(probe, self.batch[run.eager], "float64")
            if message:
                message = f"called without jit: {message}"
        if not message and "writable" in run.again:
            message = self._compare(probe, self.batch[run.again["writable"]], "float64")
            if message:
                message = f"called again with the same input: {message}"
        return Finding(probe, message)

    def repeat(self, entry: str) -> Finding | None:
        """Judge purity: the same answer in any layout of the arrays, and inputs unchanged."""
        for run in self.runs.values():
            probe = run.probe
            if probe.kind != "value" or probe.entry != entry:
                continue
            outcome = self.batch[run.first]
            if isinstance(outcome, Raised):
                continue
            names = [a.name for a in self.context.entry(entry).args]
            if outcome.changed:
                changed = ", ".join(names[i] for i in outcome.changed if i < len(names))
                return Finding(probe, f"your function changed its input {changed}; work on a copy")
            for layout, handle in run.again.items():
                message = self._same(probe, outcome, self.batch[handle], layout)
                if message:
                    return Finding(probe, message)
        return None

    def _same(self, probe: Probe, before: Outcome, after: Outcome, layout: str) -> str:
        how = {
            "readonly": "with read-only arrays",
            "strided": "with arrays that are views with strides",
            "writable": "called again with the same input",
        }[layout]
        first = outputs_from(self.context, before, probe)
        second = outputs_from(self.context, after, probe)
        if isinstance(first, Mismatch):
            return ""
        if isinstance(second, Mismatch):
            return f"{how}: {second.message}"
        for index, (a, b) in enumerate(zip(first, second, strict=True)):
            tolerance = self._tolerance(probe, index, a)
            if a.shape != b.shape or not np.all(_close(a, b, tolerance)):
                return f"{how}: the answer differs from the first one"
        return ""

    def _tolerance(self, probe: Probe, index: int, first: Any) -> Any:
        if not self.context.exercise.has_solution:
            return 1e-5 * max(1.0, _size(first))
        want = self.context.expected(probe).tolerance(index, self.context.manifest.magnitude)
        # A wrong answer has its own conditioning: a relative floor keeps it from looking impure.
        return np.max(want, initial=0.0) + 1e-5 * _size(first)


def _size(a: Any) -> float:
    finite = a[np.isfinite(a)] if a.dtype.kind == "f" else a
    return float(np.max(np.abs(finite.astype(np.float64)), initial=0.0))


def _close(a: Any, b: Any, tolerance: Any) -> Any:
    x, y = a.astype(np.float64), b.astype(np.float64)
    with np.errstate(all="ignore"):
        return (np.abs(x - y) <= tolerance) | (x == y) | (np.isnan(x) & np.isnan(y))


def outputs_from(context: Context, outcome: Outcome, probe: Probe) -> Outputs | Mismatch:
    """Return the outputs of one outcome, or the mismatch that it is."""
    if isinstance(outcome, Raised):
        return Mismatch(raised_text(outcome))
    entry = context.entry(probe.entry)
    leaves = None
    if probe.kind != "error" and any(returned.kind == "dict" for returned in entry.returns):
        leaves = context.expected(probe).leaves
    return learner_outputs(entry, outcome.value, leaves)
