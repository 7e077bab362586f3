"""Laws: what must hold without any reference. Queue their calls, then let them judge."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content.pieces import Call, Law, Trial
from sslgrade.grading.batch import Batch, raised_text
from sslgrade.grading.compare import Mismatch, learner_outputs
from sslgrade.grading.context import Context
from sslgrade.records import dataclass, field
from sslgrade.worker.messages import Raised


@dataclass
class LawRun:
    """One draw of a law and the handles of its calls."""

    law: Law
    trial: Trial
    calls: list[Call]
    handles: list[int] = field(default_factory=list)


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
                calls = list(run.trial.then(results))
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
            outputs = learner_outputs(entry, outcome.value)
            if isinstance(outputs, Mismatch):
                return outputs.message
            values = [plain(output) for output in outputs]
            if entry.returns_dict:
                results.append({r.name: v for r, v in zip(entry.returns, values, strict=True)})
            elif any(r.kind == "dict" for r in entry.returns):
                results.append(outcome.value)
            else:
                results.append(values[0] if len(values) == 1 else tuple(values))
        return results

    def find(self, law_id: str) -> str:
        """Judge one law; the empty string when it holds."""
        run = self.runs[law_id]
        results = self._results(run)
        if isinstance(results, str):
            return results
        try:
            with np.errstate(all="ignore"):
                return run.trial.holds(results) or ""
        except (ValueError, IndexError, TypeError, KeyError) as error:
            return f"the shapes of the results do not fit together ({error})"


def plain(output: Any) -> Any:
    """Return a scalar output as a Python number, a float array as float64."""
    if output.shape == ():
        return output.item() if output.dtype.kind != "f" else float(output)
    return output.astype(np.float64) if output.dtype.kind == "f" else output
