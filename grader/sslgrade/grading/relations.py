"""Simple relations between a wrong result and the right one: a factor, an offset, a sign."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sslgrade.content.manifest import Entry
from sslgrade.grading.compare import number
from sslgrade.grading.diagnosis import Evidence
from sslgrade.grading.numerics import Array
from sslgrade.grading.suspects import Raises

CLOSE = 2e-5
Sample = tuple[Array, Array, dict[str, float]]


def quantities(entry: Entry, inputs: Mapping[str, Any]) -> dict[str, float]:
    """Return the named numbers of one call: axis sizes, scalars, counts and sums of masks."""
    found: dict[str, float] = {}
    for argument in (*entry.args, *entry.keyword):
        value = inputs.get(argument.name)
        if isinstance(value, np.ndarray):
            for axis, size in zip(argument.axes or (), value.shape, strict=False):
                if axis.isidentifier():
                    found.setdefault(axis, float(size))
            if value.dtype.kind == "b":
                found[f"the number of True in {argument.name}"] = float(value.sum())
            elif argument.name == "weights":
                found["the sum of weights"] = float(value.sum())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[argument.name] = float(value)
    return found


def _factors(q: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    yield from (("2", 2.0), ("ln 2", math.log(2)), ("−1", -1.0))
    yield from q.items()
    sizes = [(name, value) for name, value in q.items() if name.isidentifier()]
    for i, (a, x) in enumerate(sizes):
        for b, y in sizes[i + 1 :]:
            yield f"{a}·{b}", x * y
    counts = [(name, value) for name, value in q.items() if not name.isidentifier() and value]
    for name, count in counts:
        for i, (a, x) in enumerate(sizes):
            for b, y in sizes[i + 1 :]:
                yield f"({a}·{b}) / {name}", x * y / count


def _ratio(yours: Array, want: Array) -> float | None:
    """Return the constant yours ÷ expected, if there is one."""
    big = np.abs(want) > 1e-6 * max(float(np.abs(want).max(initial=0.0)), 1e-30)
    if not big.any() or not np.isfinite(yours).all():
        return None
    with np.errstate(all="ignore"):
        ratios = yours[big] / want[big]
    middle = float(np.median(ratios))
    if np.abs(yours - middle * want).max() <= CLOSE * max(float(np.abs(yours).max()), 1e-30):
        return middle
    return None


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= 5 * CLOSE * max(abs(a), abs(b), 1e-12)


def _ratio_text(samples: list[Sample]) -> str | None:
    ratios = [_ratio(yours, want) for yours, want, _ in samples]
    if any(r is None for r in ratios):
        return None
    known = [r for r in ratios if r is not None]
    if all(_equal(r, 0.0) for r in known) or all(_equal(r, 1.0) for r in known):
        return None
    factors = [dict(_factors(q)) for _, _, q in samples]
    for name in factors[0]:
        values = [f.get(name) for f in factors]
        if all(v and _equal(r, v) for r, v in zip(known, values, strict=True)):
            if name == "−1":
                return "Your result has the opposite sign of the expected one."
            return f"Your result is always {name} times the expected one."
        if all(v and _equal(r, 1 / v) for r, v in zip(known, values, strict=True)):
            return f"Your result is always the expected one divided by {name}."
    if len(known) > 1 and all(_equal(r, known[0]) for r in known):
        return f"Your result is always {number(known[0])} times the expected one."
    return None


def _offset_text(samples: list[Sample]) -> str | None:
    offsets = []
    for yours, want, _ in samples:
        difference = np.ravel(yours - want)
        if np.ptp(difference) > CLOSE * max(1.0, float(np.abs(want).max())):
            return None
        offsets.append(float(difference.mean()))
    if len(offsets) < 2 or any(abs(o) < 1e-6 for o in offsets):
        return None
    for name, value in samples[0][2].items():
        if name.isidentifier() and value > 1:
            logs = [math.log(q[name]) if q.get(name, 0) > 0 else math.nan for _, _, q in samples]
            for sign, word in ((1.0, "more"), (-1.0, "less")):
                if all(_equal(o, sign * x) for o, x in zip(offsets, logs, strict=True)):
                    return f"Your result is always ln {name} {word} than the expected one."
    if all(_equal(o, offsets[0]) for o in offsets):
        word = "more" if offsets[0] > 0 else "less"
        return f"Your result is always {number(abs(offsets[0]))} {word} than the expected one."
    return None


def _transpose_text(samples: list[Sample]) -> str | None:
    for yours, want, _ in samples:
        if want.ndim < 2 or yours.shape != want.shape or want.shape[-1] != want.shape[-2]:
            return None
        if not np.allclose(np.swapaxes(yours, -1, -2), want, rtol=1e-4, atol=1e-6):
            return None
    return "Your result is the transpose of the expected one." if samples else None


def relation(evidence: Evidence) -> str | None:
    """Say how wrong results relate to the right ones on all value probes, where it is simple."""
    context = evidence.context
    for name in (e.name for e in context.manifest.entries):
        entry = context.entry(name)
        probes = context.value_probes(name)
        for index, returned in enumerate(entry.returns):
            samples: list[Sample] = []
            wrong = False
            for probe in probes:
                got = evidence.got[probe.id]
                want = context.expected(probe).outputs[index].astype(np.float64)
                if isinstance(got, Raises) or got[index].shape != want.shape or probe.graded:
                    break
                wrong = wrong or probe.id not in evidence.right
                yours = got[index].astype(np.float64)
                samples.append((yours, want, quantities(entry, context.inputs(probe))))
            if len(samples) < len(probes) or not wrong:
                continue
            if not all(np.isfinite(yours).all() for yours, _, _ in samples):
                continue
            text = _ratio_text(samples) or _offset_text(samples) or _transpose_text(samples)
            if text:
                many = len(entry.returns) > 1
                return text.replace("Your result", f"Your {returned.name}") if many else text
    return None
