"""Laws: what must hold without any reference. Queue their calls, then let them judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sslgrade.content.manifest import Entry
from sslgrade.content.pieces import Call, Law, Trial
from sslgrade.grading.batch import Batch, raised_text
from sslgrade.grading.compare import SPOILED, Mismatch, learner_outputs, shape_text
from sslgrade.grading.context import Context
from sslgrade.grading.numerics import Leaves, Outputs
from sslgrade.records import dataclass, field
from sslgrade.worker.messages import Raised
from sslgrade.worker.tree import Packer

LARGEST = 1 << 16
"""Most numbers that a law looks at in one output; right solutions return at most 20,000."""


@dataclass
class LawRun:
    """One draw of a law and the handles of its calls."""

    law: Law
    trial: Trial
    calls: list[Call]
    handles: list[int] = field(default_factory=list)
    next_fits: bool = True
    """Whether the calls of the second round could be made from the results of the first."""


class Laws:
    """All laws of one run."""

    def __init__(self, context: Context, batch: Batch) -> None:
        self.context = context
        self.batch = batch
        self.runs: dict[str, LawRun] = {}

    def queue(self) -> None:
        """Queue the first round of every law that a check asks for."""
        wanted = {name for check in self.context.checks for name in check.laws}
        for law in self.context.laws.values():
            if law.id not in wanted:
                continue
            trial = law.make(self.context.rng(law.id))
            run = LawRun(law, trial, list(trial.calls))
            run.handles = [self._call(law, call) for call in trial.calls]
            self.runs[law.id] = run

    def queue_second_round(self) -> None:
        """Queue the calls that laws make from the results of their first ones."""
        for run in self.runs.values():
            if run.trial.then is None:
                continue
            results = self._results(run)
            if not isinstance(results, str):
                try:
                    calls = list(run.trial.then(results))
                    for call in calls:
                        Packer().tree(dict(call.inputs))  # a uint64 does not go into a request
                except SPOILED:
                    run.next_fits = False
                    continue
                run.calls += calls
                run.handles += [self._call(run.law, call) for call in calls]

    def _call(self, law: Law, call: Call) -> int:
        return self.batch.call(self.context.entry(call.entry), call.inputs, law.title)

    def _results(self, run: LawRun) -> list[Any] | str:
        results: list[Any] = []
        for handle, call in zip(run.handles, run.calls, strict=True):
            outcome = self.batch[handle]
            if isinstance(outcome, Raised):
                return raised_text(outcome)
            entry = self.context.entry(call.entry)
            outputs = learner_outputs(entry, outcome.value, leaves(entry, call.inputs))
            if isinstance(outputs, Mismatch):
                return outputs.message
            fault = misfit(entry, call.inputs, outputs)
            if fault:
                return fault
            values = [plain(o, r.kind) for o, r in zip(outputs, entry.returns, strict=True)]
            if entry.returns_dict:
                results.append({r.name: v for r, v in zip(entry.returns, values, strict=True)})
            elif any(r.kind == "dict" for r in entry.returns):
                results.append(outcome.value)
            else:
                results.append(values[0] if len(values) == 1 else tuple(values))
        return results

    def finite(self, law_id: str) -> bool:
        """Whether all calls of this law gave finite results to look at."""
        results = self._results(self.runs[law_id])
        return not isinstance(results, str) and all(map(_finite, results))

    def find(self, law_id: str) -> str:
        """Judge one law; the empty string when it holds."""
        run = self.runs[law_id]
        results = self._results(run)
        if isinstance(results, str):
            return results
        if not run.next_fits:
            return "what your function returned cannot be handed to the next call"
        try:
            with np.errstate(all="ignore"):
                return run.trial.holds(results) or ""
        except SPOILED as error:
            return f"the shapes of the results do not fit together ({error})"


def leaves(entry: Entry, inputs: Mapping[str, Any]) -> list[Leaves | None]:
    """Return names and shapes in each dict output: those of the first argument that is a dict."""
    given: Mapping[str, Any] = next((inputs[a.name] for a in entry.args if a.kind == "dict"), {})
    known = {name: np.shape(leaf) for name, leaf in given.items()}
    return [known if returned.kind == "dict" else None for returned in entry.returns]


def misfit(entry: Entry, inputs: Mapping[str, Any], outputs: Outputs) -> str:
    """Say which output has another shape than its axes ask for; empty if none has.

    Laws subtract results from each other, and a column minus a row is a table of any size.
    """
    sizes: dict[str, int] = {}
    shapes: dict[tuple[str, ...], tuple[int, ...]] = {}
    for argument in (*entry.args, *entry.keyword):
        value: Any = inputs.get(argument.name)
        shape, axes = np.shape(value), argument.axes or ()
        shapes[axes] = shape
        if len(shape) == len(axes) and "..." not in axes:
            sizes |= zip(axes, shape, strict=True)
    for returned, output in zip(entry.returns, outputs, strict=True):
        axes = returned.axes or ()
        if output.size > LARGEST:
            return f"{returned.name} has {output.size:,} numbers, expected at most {LARGEST:,}"
        if returned.kind == "dict":
            continue  # see leaves
        if "..." in axes:
            fits = output.shape == shapes.get(axes, output.shape)
        else:
            fits = len(axes) == output.ndim and all(
                sizes.get(axis, length) == length
                for axis, length in zip(axes, output.shape, strict=True)
            )
        if not fits:
            return f"{returned.name} has {shape_text(output.shape)}, expected {returned.text}"
    return ""


def plain(output: Any, kind: str) -> Any:
    """Return a scalar output as a Python number, what the contract calls floats as float64."""
    if output.dtype.kind == "f" or kind == "float":
        output = output.astype(np.float64)
    return output.item() if output.shape == () else output


def _finite(result: Any) -> bool:
    if isinstance(result, dict | tuple):
        return all(map(_finite, result.values() if isinstance(result, dict) else result))
    return bool(np.all(np.isfinite(np.asarray(result, dtype=np.float64))))
