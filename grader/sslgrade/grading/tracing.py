"""The trace check of the JAX track: static shapes under jit, and vmap equal to stacked calls."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content.manifest import CheckSpec
from sslgrade.content.pieces import Probe
from sslgrade.grading.batch import Batch, raised_text, tracing_failed
from sslgrade.grading.compare import Mismatch, kind_of
from sslgrade.grading.context import Context
from sslgrade.grading.values import Values, outputs_from
from sslgrade.worker.messages import Outcome, Raised

LANES = 2


class Tracing:
    """The trace checks of one run."""

    def __init__(self, context: Context, batch: Batch, values: Values) -> None:
        self.context = context
        self.batch = batch
        self.values = values
        self.lanes: dict[str, tuple[Probe, int, list[int]]] = {}
        self.slopes: dict[str, list[tuple[Probe, int]]] = {}
        self.untraceable = ""

    def queue(self) -> None:
        """Queue one vmap call of stacked inputs per check, its lanes one by one, and jax.grad."""
        for check in self.context.checks:
            if check.kind == "trace" and check.vmap:
                self._queue_vmap(check)
            if check.kind == "trace" and check.finite:
                self._queue_slopes(check)

    def _queue_slopes(self, check: CheckSpec) -> None:
        entry = self.context.entry(check.entry)
        self.slopes[check.id] = [
            (
                probe,
                self.batch.call(
                    entry,
                    self.context.inputs(probe),
                    f"{probe.title}, jax.grad",
                    transform="gradsum",
                    wrt=check.finite,
                ),
            )
            for probe in map(self.context.probes.__getitem__, check.probes)
        ]

    def _queue_vmap(self, check: CheckSpec) -> None:
        probe = self.context.value_probes(check.entry)[0]
        entry = self.context.entry(check.entry)
        draws = [self.context.inputs(probe)]
        draws += [probe.make(self.context.rng(f"lane {i}")) for i in range(1, LANES)]
        stacked: dict[str, Any] = dict(draws[0])
        for argument in entry.args:
            if argument.is_array:
                stacked[argument.name] = np.stack([draw[argument.name] for draw in draws])
            else:
                for draw in draws:
                    draw[argument.name] = draws[0][argument.name]
        handle = self.batch.call(entry, stacked, f"{probe.title}, vmap", transform="vmap")
        singles = [self.batch.call(entry, draw, probe.title) for draw in draws]
        self.lanes[check.id] = (probe, handle, singles)

    def note_untraceable(self) -> None:
        """Keep what jit said, before the values fall back to eager calls."""
        for run in self.values.runs.values():
            outcome = self.batch[run.first]
            if tracing_failed(outcome) and isinstance(outcome, Raised):
                line = f" (line {outcome.line})" if outcome.line else ""
                self.untraceable = (
                    f"does not trace under jit{line}: {outcome.type}; use jnp.where instead of "
                    "boolean indexing, and no Python if on arrays"
                )
                return

    def find(self, check: CheckSpec) -> tuple[Probe | None, str]:
        """Judge one trace check."""
        if self.untraceable:
            return None, self.untraceable
        for probe, handle in self.slopes.get(check.id, ()):
            message = self._slope(check, self.batch[handle])
            if message:
                return probe, f"{probe.title}: {message}"
        if check.id not in self.lanes:
            return None, ""
        probe, handle, singles = self.lanes[check.id]
        outcome = self.batch[handle]
        if isinstance(outcome, Raised):
            return probe, f"under vmap: {raised_text(outcome)}"
        together = outputs_from(self.context, outcome, probe)
        for lane, single in enumerate(singles):
            alone = outputs_from(self.context, self.batch[single], probe)
            if isinstance(together, Mismatch) or isinstance(alone, Mismatch):
                return probe, "under vmap: the result has another structure than a single call"
            for a, b in zip(together, alone, strict=True):
                if a.shape != (LANES, *b.shape):
                    return probe, (
                        f"under vmap: shape {a.shape}, expected {(LANES, *b.shape)} "
                        "(a single call per lane)"
                    )
                if not np.allclose(a[lane], b, rtol=1e-4, atol=1e-5, equal_nan=True):
                    return probe, "under vmap: differs from calling your function lane by lane"
        return None, ""

    def _slope(self, check: CheckSpec, outcome: Outcome) -> str:
        if isinstance(outcome, Raised):
            return f"jax.grad {raised_text(outcome)}"
        parts = outcome.value
        # The child says so; learner code may have replaced what it asks.
        if not isinstance(parts, tuple) or len(parts) != len(check.finite):
            return f"jax.grad returned {kind_of(parts)}, expected a tuple of {len(check.finite)}"
        for name, part in zip(check.finite, parts, strict=True):
            if isinstance(part, tuple | dict) or part is None:
                return f"jax.grad in {name} is {kind_of(part)}, expected an array"
            if not np.all(np.isfinite(np.asarray(part, dtype=np.float64))):
                return (
                    f"jax.grad in {name} is not finite: jnp.where takes NaN or inf out of a value, "
                    "not out of its gradient, so choose what is safe before you compute with it"
                )
        return ""
