"""Where breaking sets in: how extreme an input must be before a result breaks.

Many mechanisms break at the same few extremes and in the same way: ``log(softmax)`` and
``log(1 + sum exp(z_j - z_t))`` both give inf for a target 900 below the winner. They break from
different sizes on: exp(-x) is 0 from x = 745 on, exp(x) is inf from 709 on. So every stability
probe that a suspect breaks is turned down until the suspect is right again, and the learner's code
is called on either side of that border. A name needs a right result before it and none after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from sslgrade.content.pieces import Inputs, Probe
from sslgrade.grading.batch import Batch
from sslgrade.grading.compare import Mismatch
from sslgrade.grading.context import Context, Family
from sslgrade.grading.diagnosis import outcome_class
from sslgrade.grading.suspects import Suspect
from sslgrade.grading.values import outputs_from
from sslgrade.worker.messages import Raised, Runner

FAMILIES: tuple[Family, ...] = ("float64", "float32")
HALVINGS, BISECTIONS = 32, 12
SHARP, SOFT, IN_JAX = 1.015, 1.5, 1.15
"""How far from a border the learner is asked: a result that fades into noise has a soft one, and
XLA divides by multiplying with a reciprocal, which ends a little earlier."""
ZERO = {"float64": 745.1332, "float32": 103.9721}
"""exp(-x) is 0 from here on, denormal numbers included."""
FLUSHED, OVERFLOW = 87.3365, 88.7228
"""In float32 XLA has no denormals: exp(-x) is 0 from FLUSHED on; exp(x) is inf from OVERFLOW on."""


@dataclass(frozen=True)
class Point:
    """A size of one stability probe at which the learner must be right, or must not be."""

    probe: str
    size: float
    right: bool


class Onset:
    """Asks the learner's code where it begins to break."""

    def __init__(self, context: Context, runner: Runner) -> None:
        self.context = context
        self.runner = runner
        # XLA flushes denormals: only float32 tells an overflow from an underflow there.
        self.jax = context.backend == "jax"
        self.seen: dict[tuple[str, float], bool] = {}

    def fits(self, suspect: Suspect, broken: Iterable[str]) -> bool:
        """Whether the learner breaks from the same sizes on as a suspect, on these probes.

        NumPy code may have computed in either precision, JAX code runs on either kind of exp:
        one of the two readings must fit all probes.
        """
        # What no dial reaches (a hidden score of inf) speaks neither for nor against a name.
        names = [n for n in sorted(broken) if self._ladder(suspect, n, "float64")]
        pairs = [
            self._in_jax(suspect, n)
            if self.jax
            else (self._beside(suspect, n, "float64"), self._beside(suspect, n, "float32"))
            for n in names
        ]
        readings = [[point for pair in pairs for point in pair[i]] for i in range(2)]
        self._ask(point for reading in readings for point in reading)
        return any(
            {p.probe for p in reading} == set(names) and self._agrees(reading)
            for reading in readings
        )

    def _agrees(self, reading: list[Point]) -> bool:
        """Broken beyond every border, and not broken before most of them.

        Most: a second flaw (0 times log 0 in a one-hot sum) may set in earlier on some probe.
        """
        beyond = [self.seen[p.probe, p.size] for p in reading if not p.right]
        before = [self.seen[p.probe, p.size] for p in reading if p.right]
        return not any(beyond) and 2 * sum(before) >= len(before) + bool(before)

    def _at(self, name: str, size: float, family: Family) -> Probe:
        """Return a stability probe turned down to a size in (0, 1]."""
        probe = self.context.probes[name]
        inputs = dialled(self.context.inputs(probe, family), size)
        return replace(probe, id=f"{name} × {size!r} in {family}", make=lambda rng: inputs)

    def _kind(self, suspect: Suspect, name: str, size: float, family: Family) -> str:
        probe = self._at(name, size, family)
        return outcome_class(self.context, probe, suspect.answer(self.context, probe))

    def _ladder(self, suspect: Suspect, name: str, family: Family) -> list[tuple[float, str]]:
        """Return sizes 1, 1/2, 1/4 ... and what they give, down to the first right one."""
        rungs: list[tuple[float, str]] = []
        for step in range(HALVINGS):
            size = 0.5**step
            rungs.append((size, self._kind(suspect, name, size, family)))
            if rungs[-1][1] == "right":
                return rungs
        return []

    def _last_right(self, suspect: Suspect, name: str, family: Family) -> float:
        rungs = self._ladder(suspect, name, family)
        if len(rungs) < 2:
            return 0.0
        return _border(
            rungs[-1][0], rungs[-2][0], lambda s: self._kind(suspect, name, s, family) == "right"
        )

    def _beside(self, suspect: Suspect, name: str, family: Family) -> list[Point]:
        """Return a size on either side of the border where a suspect breaks."""
        border = self._last_right(suspect, name, family)
        if not border:
            return []
        above = self._kind(suspect, name, min(border * SHARP, 1.0), family)
        if above != "right" and "wrong" not in above:
            margin = IN_JAX if self.jax else SHARP
            return _around(name, border / margin, border * margin)
        return self._clear(suspect, name, family, SOFT)

    def _clear(self, suspect: Suspect, name: str, family: Family, margin: float) -> list[Point]:
        """Step aside where a result fades into noise: it is right, or wrong, by luck there."""
        border = self._last_right(suspect, name, family)
        low, high = border / margin, border * margin
        while low > 0.5**HALVINGS and self._kind(suspect, name, low, family) != "right":
            low /= margin
        while high < 1.0 and self._kind(suspect, name, high, family) == "right":
            high *= SHARP
        return _around(name, low, high)

    def _in_jax(self, suspect: Suspect, name: str) -> tuple[list[Point], list[Point]]:
        """Return two readings in float32: NumPy's exp(-x), and XLA's, which has no denormals."""

        def endless(size: float, family: Family) -> bool:
            kind = self._kind(suspect, name, size, family)
            return "nan" in kind or "inf" in kind

        borders = []
        for family in FAMILIES:
            sizes = [s for s, _ in self._ladder(suspect, name, family) if endless(s, family)]
            low = sizes[-1] if sizes else 1.0
            borders.append(_border(low / 2, low, lambda s, f=family: not endless(s, f)))  # type: ignore[misc]
        double, single = borders
        sudden = double < 1.05 * self._last_right(suspect, name, "float64")
        if not sudden or not 6.8 * single < double < 7.6 * single:  # 7.2: underflow; 8: overflow
            found = self._beside(suspect, name, "float32")
            return found, found
        # exp(offset - slope * size) is 0 in NumPy from both borders on: two equations.
        slope = (ZERO["float64"] - ZERO["float32"]) / (double - single)
        offset = ZERO["float32"] - slope * single
        early, overflow = (FLUSHED - offset) / slope, (OVERFLOW - offset) / slope
        digits = self._kind(suspect, name, SHARP * overflow, "float32") == "right"
        return (
            _around(name, SHARP * overflow, SHARP * single)
            if digits
            else self._clear(suspect, name, "float32", SHARP),
            _around(name, 0.9 * early, (early + overflow) / 2),
        )

    def _ask(self, points: Iterable[Point]) -> None:
        wanted = sorted({(p.probe, p.size) for p in points} - self.seen.keys())
        if not wanted:
            return
        probes = [self._at(*key, "float32" if self.jax else "float64") for key in wanted]
        batch = Batch(self.context.backend)
        handles = [
            batch.call(
                self.context.entry(p.entry), self.context.inputs(p), p.title, transform="eager"
            )
            for p in probes
        ]
        batch.run(self.runner, {p.entry for p in probes})
        for key, probe, handle in zip(wanted, probes, handles, strict=True):
            outcome = batch[handle]
            got = outputs_from(self.context, outcome, probe)
            if isinstance(outcome, Raised) or isinstance(got, Mismatch):
                self.seen[key] = False
            else:
                self.seen[key] = outcome_class(self.context, probe, got) == "right"


def _border(low: float, high: float, below: Callable[[float], bool]) -> float:
    for _ in range(BISECTIONS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if below(middle) else (low, middle)
    return math.sqrt(low * high)


def _around(name: str, low: float, high: float) -> list[Point]:
    return [Point(name, low, right=True), Point(name, min(high, 1.0), right=False)]


def dialled(inputs: Inputs, size: float) -> Inputs:
    """Turn an extreme input down: a warmer tau, or smaller numbers where there is no tau."""
    if isinstance(inputs.get("tau"), float):
        return {**inputs, "tau": inputs["tau"] / size}
    turned = {}
    for name, value in inputs.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            value = (value * size).astype(value.dtype)
        elif name in ("log_scale", "t_prime", "bias"):
            value = value * size
        turned[name] = value
    return turned
