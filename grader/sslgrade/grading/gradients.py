"""Gradient checks: two questions, two answers.

Is the gradient that of *the learner's own* loss (finite differences of what they wrote)? Is it the
reference's? Points need the second; the message tells apart "your derivation is right for your
loss, the loss is off" from "your loss is right, the gradient is off".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sslgrade.content.catalogue import catalogue
from sslgrade.content.manifest import CheckSpec, Entry, Slope
from sslgrade.content.pieces import Probe
from sslgrade.grading import ladder
from sslgrade.grading.batch import Batch, raised_text
from sslgrade.grading.compare import Mismatch, compare, learner_outputs
from sslgrade.grading.context import Context
from sslgrade.grading.numerics import EPS32, Array, call, outputs_of
from sslgrade.grading.stopped import Stopped, flow
from sslgrade.grading.suspects import Suspect
from sslgrade.records import dataclass
from sslgrade.worker.messages import Raised

DIRECTIONS = 2
Scalar = Callable[[dict[str, Any]], float]


@dataclass
class Ray:
    """One direction through one argument, and the handles of the learner's loss along it."""

    u: Array
    steps: Array
    handles: list[int]


@dataclass
class SlopeRun:
    """One claimed (or automatic) gradient of one probe."""

    check: CheckSpec
    probe: Probe
    slope: Slope
    of_entry: Entry
    inputs: dict[str, Any]
    own: str | None = None
    """The learner's function that computes the loss, where it is there."""
    automatic: int | None = None
    position: int = 0
    fault: str | None = None
    """What is wrong with the gradient; None until it is judged, empty where it is right."""
    at_zero: int | None = None
    rays: list[Ray] | None = None


def moved(inputs: Mapping[str, Any], name: str, step: Array) -> dict[str, Any]:
    """Return inputs with one float argument moved; a scalar stays a Python float."""
    value = np.asarray(inputs[name], dtype=np.float64) + step
    return {**inputs, name: float(value) if value.ndim == 0 else value}


def shape_of(value: Any) -> Any:
    """Return what of inputs makes JAX compile anew: shapes, dtypes, and static values."""
    if isinstance(value, Mapping):
        return {name: shape_of(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str
    return repr(value)


class Gradients:
    """All gradient checks of one run."""

    def __init__(self, context: Context, batch: Batch) -> None:
        self.context = context
        self.batch = batch
        self.runs: list[SlopeRun] = []
        self.stopped: list[Stopped] = []
        self._compiled: dict[tuple[str, tuple[str, ...]], Any] = {}
        self.value_handles: Mapping[str, int] = {}

    def of_entry(self, name: str) -> tuple[Entry, Callable[..., Any] | None]:
        """Return an entry point that a slope refers to, here or in another exercise."""
        exercise = self.context.exercise
        if not any(e.name == name for e in self.context.manifest.entries):
            owner = catalogue(exercise.folder.parent.parent).owner_of(name)
            if owner is None:
                raise LookupError(f"{exercise.id}: no exercise has an entry point {name!r}")
            exercise = owner
        function = exercise.reference()[name] if exercise.has_solution else None
        return exercise.manifest.entry(name), function

    def queue(self, functions: tuple[str, ...]) -> None:
        """Prepare every slope; queue jax.grad in the JAX track.

        jax.grad is asked on the first probe of an entry point, and on others that need no other
        compiled function: it is right on all of them or on none, unless somebody takes pains.
        """
        for check in self.context.checks:
            if check.kind != "gradient":
                continue
            for name in check.probes:
                probe = self.context.probes.get(name)
                if probe is None:
                    continue
                for slope in check.slopes:
                    self._queue_slope(check, probe, slope, functions, automatic=False)
                if self.context.backend == "jax" and check.autodiff:
                    self._queue_autodiff(check, probe, functions)

    def _queue_autodiff(self, check: CheckSpec, probe: Probe, functions: tuple[str, ...]) -> None:
        entry = self.context.entry(check.entry)
        inputs = self.context.inputs(probe)
        key = (entry.name, check.autodiff)
        if self._compiled.setdefault(key, shape_of(inputs)) != shape_of(inputs):
            return  # JAX would compile the gradient anew
        asked = (*check.autodiff, *check.still)
        handle = self.batch.call(
            entry, inputs, f"{probe.title}, jax.grad", transform="grad", wrt=asked
        )
        self.stopped += [
            Stopped(check, probe, name, handle, position)
            for position, name in enumerate(asked)
            if name in check.still
        ]
        for position, wrt in enumerate(check.autodiff):
            slope = Slope(f"jax.grad in {wrt}", entry.name, entry.returns[0].name, wrt)
            run = self._queue_slope(check, probe, slope, functions, automatic=True)
            run.automatic, run.position = handle, position

    def _queue_slope(
        self,
        check: CheckSpec,
        probe: Probe,
        slope: Slope,
        functions: tuple[str, ...],
        *,
        automatic: bool,
    ) -> SlopeRun:
        of_entry, _ = self.of_entry(slope.of)
        inputs = dict(self.context.inputs(probe))
        bridge = self.context.exercise.bridges().get(slope.of)
        if bridge is not None:
            inputs = dict(bridge(inputs))
        own = next((f for f in functions if f in (slope.of, f"{slope.of}:{slope.of}")), None)
        run = SlopeRun(check, probe, slope, of_entry, inputs, own)
        self.runs.append(run)
        return run

    def queue_own(self) -> None:
        """Queue the learner's own loss along rays: only where a gradient is wrong does it speak.

        One slope a check is enough: the first that is wrong is the one that is reported.
        """
        for check in self.context.checks:
            run = next((r for r in self.runs if r.check.id == check.id and self._fault(r)), None)
            if run is not None and run.own is not None and self._has_numbers(run):
                self._queue_rays(run, run.own)

    def _queue_rays(self, run: SlopeRun, own: str) -> None:
        x = np.asarray(run.inputs[run.slope.wrt], dtype=np.float64)
        rng = self.context.rng(f"{run.check.id}/{run.probe.id}/{run.slope.output}")
        label = f"{run.probe.title}, finite differences"
        run.at_zero = self.batch.call(run.of_entry, run.inputs, run.probe.title, function=own)
        run.rays = []
        for _ in range(DIRECTIONS):
            u, steps = ladder.direction(rng, x.shape), ladder.offsets(x)
            handles = [
                self.batch.call(
                    run.of_entry, moved(run.inputs, run.slope.wrt, step * u), label, function=own
                )
                for step in steps
            ]
            run.rays.append(Ray(u, steps, handles))

    def _has_numbers(self, run: SlopeRun) -> bool:
        gradient = self.gradient(run)
        return not isinstance(gradient, Mismatch) and bool(np.all(np.isfinite(gradient)))

    def _learner_scalar(self, run: SlopeRun, handle: int) -> float:
        outcome = self.batch[handle]
        if isinstance(outcome, Raised):
            return float("nan")
        outputs = learner_outputs(run.of_entry, outcome.value)
        if isinstance(outputs, Mismatch):
            return float("nan")
        output = outputs[run.of_entry.output_index(run.slope.of_output)].astype(np.float64)
        return self._contract(run, output)

    def _contract(self, run: SlopeRun, output: Array) -> float:
        if run.slope.cotangent is None:
            return float(output) if output.ndim == 0 else float("nan")
        cotangent = np.asarray(run.inputs[run.slope.cotangent], dtype=np.float64)
        return (
            float((output * cotangent).sum()) if output.shape == cotangent.shape else float("nan")
        )

    def gradient(self, run: SlopeRun) -> Array | Mismatch:
        """Return the gradient that the learner returned, or that JAX made of their loss."""
        wrt_shape = np.shape(run.inputs[run.slope.wrt])
        if run.automatic is not None:
            outcome = self.batch[run.automatic]
            if isinstance(outcome, Raised):
                return Mismatch(f"jax.grad {raised_text(outcome)}")
            value = outcome.value
            parts = value if isinstance(value, tuple) else (value,)
            part = parts[run.position] if run.position < len(parts) else np.nan
            if isinstance(part, tuple | dict) or part is None:
                return Mismatch("jax.grad of your loss is no array")
            array = np.asarray(part)
        else:
            outcome = self.batch[self.value_handles[run.probe.id]]
            if isinstance(outcome, Raised):
                return Mismatch(raised_text(outcome))
            entry = self.context.entry(run.check.entry)
            outputs = learner_outputs(entry, outcome.value)
            if isinstance(outputs, Mismatch):
                return outputs
            array = outputs[entry.output_index(run.slope.output)]
        if array.shape != wrt_shape:
            return Mismatch(f"{run.slope.output} has shape {array.shape}, expected {wrt_shape}")
        return array.astype(np.float64)

    def own_verdict(self, run: SlopeRun, gradient: Array) -> ladder.Verdict | None:
        """Compare with finite differences of the learner's own loss; None where it is not here."""
        if run.rays is None or run.at_zero is None:
            return None
        verdicts: list[ladder.Verdict] = []
        zero = self._learner_scalar(run, run.at_zero)
        for ray in run.rays:
            values = np.array([self._learner_scalar(run, h) for h in ray.handles])
            if not np.all(np.isfinite(values)):
                return "unresolved"
            slope = ladder.estimate(values, zero, ray.steps)
            verdicts.append(ladder.judge(slope, gradient, ray.u))
        return _worst(verdicts)

    def verdict_for(
        self, run: SlopeRun, gradient: Array, function: Callable[..., Any]
    ) -> ladder.Verdict:
        """Compare with finite differences of a trusted loss: the reference, or a misconception."""
        rng = self.context.rng(f"{run.check.id}/{run.probe.id}/{run.slope.output}/trusted")
        x = np.asarray(run.inputs[run.slope.wrt], dtype=np.float64)
        index = run.of_entry.output_index(run.slope.of_output)

        def scalar(inputs: dict[str, Any]) -> float:
            return self._contract(
                run,
                outputs_of(run.of_entry, call(function, run.of_entry, inputs))[index].astype(
                    np.float64
                ),
            )

        verdicts: list[ladder.Verdict] = []
        zero = scalar(run.inputs)
        steps = ladder.offsets(x)
        directions = [ladder.direction(rng, x.shape) for _ in range(DIRECTIONS)]
        for u in [*directions, ladder.aligned(rng, gradient)]:
            values = np.array(
                [scalar(moved(run.inputs, run.slope.wrt, step * u)) for step in steps]
            )
            if not np.all(np.isfinite(values)):
                return "unresolved"
            verdicts.append(ladder.judge(ladder.estimate(values, zero, steps), gradient, u))
        return _worst(verdicts)

    def fits(self, suspect: Suspect) -> bool:
        """Whether jax.grad of the learner's loss is the slope of a suspect's loss too."""
        for run in self.runs:
            function = suspect.functions.get(run.slope.of)
            if run.automatic is None or function is None:
                continue
            gradient = self.gradient(run)
            if isinstance(gradient, Mismatch):
                return False
            if np.all(np.isfinite(gradient)):
                try:
                    if self.verdict_for(run, gradient, function) == "fail":
                        return False
                except Exception:  # a suspect may raise on any input
                    return False
        return True

    def find(self, check: CheckSpec) -> tuple[Probe | None, str]:
        """Judge one gradient check: the first probe that fails and why, or (None, "")."""
        for run in self.runs:
            if run.check.id != check.id:
                continue
            message = self._judge(run)
            if message:
                return run.probe, message
        for stopped in self.stopped:
            message = flow(stopped, self.batch[stopped.handle])
            if stopped.check.id == check.id and message:
                return stopped.probe, message
        return None, ""

    def _fault(self, run: SlopeRun) -> str:
        if run.fault is None:
            run.fault = self._find_fault(run)
        return run.fault

    def _find_fault(self, run: SlopeRun) -> str:
        gradient = self.gradient(run)
        if isinstance(gradient, Mismatch):
            return gradient.message
        if not np.all(np.isfinite(gradient)):
            return f"{run.slope.output} is not finite"
        return self._against_reference(run, gradient)

    def _judge(self, run: SlopeRun) -> str:
        wrong, gradient = self._fault(run), self.gradient(run)
        if not wrong or isinstance(gradient, Mismatch):
            return wrong
        own = self.own_verdict(run, gradient)
        if own == "pass":
            return f"{wrong}; it is the slope of your own {run.slope.of}, so mend that first"
        if own == "fail":
            return f"{wrong}; it is not the slope of your own {run.slope.of} either"
        return wrong

    def _against_reference(self, run: SlopeRun, gradient: Array) -> str:
        if run.automatic is None:
            return self._returned(run)
        _, function = self.of_entry(run.slope.of)
        assert function is not None
        if self.verdict_for(run, gradient, function) == "fail":
            return f"{run.slope.output} is not the slope of {run.slope.of}"
        return ""

    def _returned(self, run: SlopeRun) -> str:
        """Compare a slope that the learner's function returned with the reference's.

        Finite differences of a slope that equals it would only measure how it was rounded: in
        float32 they refused clip_loss's in one of a hundred draws.
        """
        name, entry = run.slope.output, self.context.entry(run.check.entry)
        outcome = self.batch[self.value_handles[run.probe.id]]
        assert not isinstance(outcome, Raised)
        outputs = learner_outputs(entry, outcome.value)
        assert not isinstance(outputs, Mismatch)
        found = compare(
            entry,
            outputs,
            self.context.expected(run.probe),
            self.context.manifest.magnitude,
            eps=EPS32,
            only=(name,),
        )
        if found is None:
            return ""
        return found.message if found.message.startswith(name) else f"{name}: {found.message}"


def _worst(verdicts: list[ladder.Verdict]) -> ladder.Verdict:
    for verdict in ("fail", "unresolved"):
        if verdict in verdicts:
            return verdict
    return "pass"
