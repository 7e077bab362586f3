"""Naming the misconception that computes exactly what the learner's code computed.

A name needs three things: the suspect agrees with the learner on *every* value probe; it differs
from the reference on at least one of them (or, where the learner is right on ordinary inputs, it
breaks at the same extremes in the same way); and no other suspect does the same. Naming a wrong
misconception is worse than naming none, so every doubt ends in no name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from sslgrade.content.pieces import Probe
from sslgrade.grading.compare import Mismatch
from sslgrade.grading.context import Context, Family
from sslgrade.grading.numerics import EPS32, EPS64, Expected, Outputs
from sslgrade.grading.suspects import Answer, Raises, Suspect, is_finite, pairs, same, singles
from sslgrade.grading.values import Values
from sslgrade.records import dataclass
from sslgrade.report.model import Diagnosis
from sslgrade.worker.messages import Raised

Got = Outputs | Raises
UNWRITTEN = ("NotImplementedError", "Missing")


def _any(*asked: Any) -> bool:
    return True


@dataclass(frozen=True)
class Fits:
    """What a suspect must stand beside the values: each says whether it fits the learner's code."""

    gradients: Callable[[Suspect], bool] = _any
    extremes: Callable[[Suspect, Iterable[str]], bool] = _any
    """Whether it breaks from the same size on, at the stability probes that are named."""
    laws: Callable[[Suspect], bool] = _any
    """Whether it breaks the same laws; asked only where all ordinary values are right."""


@dataclass
class Evidence:
    """What the learner's code computed on every probe, in a form that suspects are held against."""

    context: Context
    got: dict[str, Got]
    right: set[str]
    unwritten: frozenset[str] = frozenset()
    """Entry points that the learner has not begun: they speak neither for nor against a name."""

    @classmethod
    def collect(cls, context: Context, values: Values) -> Evidence:
        """Read the first outcome of every probe."""
        got: dict[str, Got] = {}
        right = set()
        for name, run in values.runs.items():
            outcome = values.batch[run.first]
            if isinstance(outcome, Raised):
                got[name] = Raises(outcome.type, outcome.bases)
            else:
                outputs = values.outputs(run.first, run.probe)
                got[name] = Raises("ReturnType") if isinstance(outputs, Mismatch) else outputs
            if evidence_right(context, run.probe, got[name]):
                right.add(name)
        begun = {
            run.probe.entry
            for name, run in values.runs.items()
            if not (isinstance(it := got[name], Raises) and it.type in UNWRITTEN)
        }
        entries = frozenset(e.name for e in context.manifest.entries)
        return cls(context, got, right, entries - begun if begun else frozenset())

    def value_probes(self) -> list[Probe]:
        """Value probes of the entry points that the learner has begun."""
        return [p for p in self.context.value_probes() if p.entry not in self.unwritten]

    def agrees(self, suspect: Suspect, probe: Probe, eps: float) -> bool:
        """Whether a suspect computes what the learner computed on one probe."""
        answer = suspect.answer(self.context, probe)
        magnitude = self.context.manifest.magnitude
        return same(answer, self.got[probe.id], magnitude, eps, _masks(self.context, probe))

    def usable(self, suspect: Suspect, probe: Probe) -> bool:
        """JAX neither raises on a wild index nor breaks like NumPy: only finite probes count."""
        answer, got = suspect.answer(self.context, probe), self.got[probe.id]
        if isinstance(answer, Raises) and isinstance(got, Raises):
            return True  # a shape that does not fit raises the same error in both
        return self.context.backend == "numpy" or is_finite(answer)


def evidence_right(context: Context, probe: Probe, got: Got) -> bool:
    """Whether a result equals the reference's (or raises what it should)."""
    if probe.kind == "error":
        return isinstance(got, Raises) and bool({got.type, *got.bases} & set(probe.raises))
    if isinstance(got, Raises):
        return False
    want = context.expected(probe)
    if probe.judge == "finite":
        return all(bool(np.all(np.isfinite(o.astype(np.float64)))) for o in got)
    return same(want, got, context.manifest.magnitude, EPS32, _masks(context, probe))


def _masks(context: Context, probe: Probe) -> dict[int, Any]:
    """Masks of the entries that count, by output index; none where all do."""
    entry = context.entry(probe.entry)
    graded = probe.graded(context.inputs(probe)) if probe.graded else {}
    return {entry.output_index(name): mask for name, mask in graded.items()}


def differs(context: Context, suspect: Suspect, probe: Probe) -> bool:
    """Whether a suspect is wrong on a probe."""
    answer = suspect.answer(context, probe)
    if isinstance(answer, Raises):
        return True
    return not evidence_right(context, probe, answer.outputs)


def matching(evidence: Evidence, suspects: Iterable[Suspect]) -> list[Suspect]:
    """Return suspects that compute what the learner computed on all value probes."""
    probes = evidence.value_probes()
    # The likeliest to tell apart comes first, so that most suspects cost one evaluation.
    probes.sort(key=lambda p: p.id in evidence.right)
    found = []
    for suspect in suspects:
        # NaN agrees with NaN, and any IndexError with any other: that alone is no evidence.
        if all(
            not evidence.usable(suspect, p) or evidence.agrees(suspect, p, EPS32) for p in probes
        ) and any(
            is_finite(suspect.answer(evidence.context, p)) and differs(evidence.context, suspect, p)
            for p in probes
        ):
            found.append(suspect)
    return found


def sharpest(evidence: Evidence, found: list[Suspect]) -> list[Suspect]:
    """Where some suspects agree at float64 accuracy and others only at float32, keep the former."""
    probes = evidence.value_probes()
    sharp = [
        s
        for s in found
        if all(not evidence.usable(s, p) or evidence.agrees(s, p, EPS64) for p in probes)
    ]
    return sharp or found


def outcome_class(context: Context, probe: Probe, got: Answer | Got) -> str:
    """How a result at an extreme looks: right, raises, nan, inf, -inf or wrong.

    At a stability probe each output that a value check judges speaks for itself: a loss that is
    inf beside a right gradient is not a loss that is inf beside a gradient of NaN.
    """
    if isinstance(got, Raises):
        if evidence_right(context, probe, got):
            return "right"
        # 0 / 0 of Python's own numbers raises where NumPy's gives NaN.
        return "nan" if got.type == "ZeroDivisionError" else f"raises {got.type}"
    outputs = got.outputs if isinstance(got, Expected) else got
    if evidence_right(context, probe, outputs):
        return "right"
    want = context.expected(probe).outputs if probe.kind != "error" else ()
    if probe.kind != "stability":
        return _look(outputs, want)
    return ", ".join(
        f"{index} {_look((outputs[index],), (want[index],))}"
        for index in _telling(context, probe)
        if not _output_right(context, probe, outputs, index)
    ) or _look(outputs, want)


def _telling(context: Context, probe: Probe) -> list[int]:
    """Return outputs that tell mechanisms apart: not the slopes that JAX makes of a loss."""
    entry = context.entry(probe.entry)
    if context.backend == "jax":
        return [entry.output_index(name) for name in context.value_outputs(probe.entry)]
    return list(range(len(entry.returns)))


def _output_right(context: Context, probe: Probe, got: Outputs, index: int) -> bool:
    others = {i: np.zeros(o.shape, dtype=bool) for i, o in enumerate(got) if i != index}
    masks = {**_masks(context, probe), **others}
    want = context.expected(probe)
    if any(w.shape != g.shape for w, g in zip(want.outputs, got, strict=True)):
        return False
    return same(want, got, context.manifest.magnitude, EPS32, masks)


def _look(outputs: Outputs, want: Outputs) -> str:
    """Say how outputs that are not right look: nan, inf, -inf or wrong."""
    wide = [o.astype(np.float64) for o in outputs]
    if any(bool(np.any(np.isnan(o))) for o in wide):
        return "nan"
    if any(bool(np.any(np.isinf(o.astype(np.float64)))) for o in want):
        return "wrong"
    if any(bool(np.any(np.isposinf(o))) for o in wide):
        return "inf"
    return "-inf" if any(bool(np.any(np.isinf(o))) for o in wide) else "wrong"


def fingerprint(context: Context, suspect: Suspect, probes: list[Probe]) -> dict[str, str]:
    """Which extremes break, and how."""
    return {p.id: outcome_class(context, p, suspect.answer(context, p)) for p in probes}


def _extremes(evidence: Evidence) -> list[Probe]:
    return [
        p
        for p in evidence.context.probes.values()
        if p.kind not in ("value", "memory") and p.entry not in evidence.unwritten
    ]


def _raised(kinds: Iterable[str]) -> set[str]:
    return {kind for kind in kinds if kind.startswith("raises ")}


def _endless_rows(output: np.ndarray) -> np.ndarray:
    """Rows, along all axes but the last, that hold a number that is not finite."""
    return np.asarray(~np.isfinite(output.astype(np.float64)).all(axis=-1))


def _same_rows(evidence: Evidence, suspect: Suspect, probe: Probe) -> bool:
    """Whether a suspect breaks the same rows as the learner, computed in either precision.

    One maximum for a sentence and one for the whole batch both give inf, in other rows. Which
    entries of a row break depends on how the rest is written, and a loss has no rows.
    """
    got = evidence.got[probe.id]
    families: tuple[Family, ...] = ("float64", "float32")
    for family in families[: 2 if probe.kind == "stability" else 1]:
        answer = suspect.answer(evidence.context, probe, family)
        if isinstance(answer, Raises) or isinstance(got, Raises):
            return True
        if all(
            got[i].ndim == 0
            or np.array_equal(_endless_rows(answer.outputs[i]), _endless_rows(got[i]))
            for i in _telling(evidence.context, probe)
        ):
            return True
    return False


def by_extremes(evidence: Evidence, suspects: list[Suspect], fits: Fits) -> list[Suspect]:
    """Where all ordinary values are right: suspects that break at the same extremes alike.

    Alike means: in the same way, and from the same size on.
    """
    context = evidence.context
    probes = _extremes(evidence)
    stability = {p.id for p in probes if p.kind == "stability"}
    kinds = {p.id: p for p in probes}
    seen = {p.id: outcome_class(context, p, evidence.got[p.id]) for p in probes}
    broken = {name for name, kind in seen.items() if kind != "right"}
    found: list[tuple[set[str], Suspect]] = []
    for suspect in suspects:
        if any(differs(context, suspect, p) for p in evidence.value_probes()):
            continue
        marks = fingerprint(context, suspect, probes)
        breaks = {name for name, kind in marks.items() if kind != "right"}
        if not breaks or not breaks <= broken:
            continue
        if any(marks[name] != seen[name] for name in breaks):
            continue
        if any(
            "wrong" in marks[name] and not evidence.agrees(suspect, kinds[name], EPS32)
            for name in breaks
        ):
            continue
        if not all(_same_rows(evidence, suspect, kinds[name]) for name in breaks):
            continue
        # An error that also comes where the suspect gives none is raised for another reason.
        if any(seen[name] in _raised(marks[b] for b in breaks) for name in broken - breaks):
            continue
        if breaks & stability != broken & stability:
            continue
        found.append((breaks, suspect))
    largest = max((len(breaks) for breaks, _ in found), default=0)
    best = [suspect for breaks, suspect in found if len(breaks) == largest]
    covered = [breaks for breaks, _ in found if len(breaks) == largest]
    # Two independent edge failures with one explanation each: neither is "the" misconception.
    if any(not breaks <= covered[0] for breaks, _ in found):
        return []
    endless = {n for n in stability & broken if "nan" in seen[n] or "inf" in seen[n]}
    return [s for s in best if fits.extremes(s, covered[0] & endless) and fits.laws(s)]


def one_id(found: list[Suspect]) -> tuple[str, ...] | None:
    """Return the ids, when all that is left is one misconception (or its declared aliases)."""
    groups = {frozenset(s.ids) for s in found}
    if len(groups) == 1:
        return found[0].ids
    if groups and all(len(s.parts) == 1 for s in found):
        first = found[0].parts[0]
        family = {first.id, *first.aliases}
        if all(s.parts[0].id in family for s in found):
            return (first.id,)
    return None


def _tie_break(evidence: Evidence, found: list[Suspect]) -> list[Suspect]:
    """Tell suspects apart that agree on all ordinary values: by accuracy, then by extremes."""
    found = sharpest(evidence, found)
    if one_id(found) is not None:
        return found
    context = evidence.context
    probes = _extremes(evidence)
    seen = {p.id: outcome_class(context, p, evidence.got[p.id]) for p in probes}
    return [s for s in found if fingerprint(context, s, probes) == seen]


def diagnose(evidence: Evidence, fits: Fits, *, try_pairs: bool = True) -> Diagnosis | None:
    """Name one misconception, or a pair, or nothing."""
    context = evidence.context
    suspects = singles(context)
    values = {p.id for p in evidence.value_probes()}
    if values <= evidence.right:
        found = _sharp_extremes(evidence, by_extremes(evidence, suspects, fits))
        return _named(found) if one_id(found) else None
    found = list(filter(fits.gradients, matching(evidence, suspects)))
    if found:
        found = _tie_break(evidence, found)
        return _named(found) if one_id(found) else None
    if not try_pairs:
        return None
    found = list(filter(fits.gradients, matching(evidence, _visible(evidence, pairs(context)))))
    found = sharpest(evidence, found) if found else []
    return _named(found) if one_id(found) else _shared(found)


def _visible(evidence: Evidence, found: list[Suspect]) -> list[Suspect]:
    """Keep pairs of which either half alone is wrong on ordinary inputs, too.

    A half that shows at edges alone may undo part of the other one: what results is another bug.
    """
    context, probes = evidence.context, evidence.value_probes()
    if context.backend == "jax":
        return found  # half precision is found by what is beside it
    seen = {
        (suspect.parts[0].id, suspect.parts[0].variant)
        for suspect in singles(context)
        if any(differs(context, suspect, probe) for probe in probes)
    }
    return [
        suspect
        for suspect in found
        if all((part.id, part.variant) in seen for part in suspect.parts)
    ]


def _shared(found: list[Suspect]) -> Diagnosis | None:
    """Name the one misconception that every pair has, where the other half stays open."""
    parts = {part.id: part for suspect in found for part in suspect.parts}
    common = [id for id in parts if all(id in suspect.ids for suspect in found)]
    if len(common) != 1:
        return None
    part = parts[common[0]]
    return Diagnosis((part.id,), part.title, part.hint, part.belief)


def _sharp_extremes(evidence: Evidence, found: list[Suspect]) -> list[Suspect]:
    return sharpest(evidence, found) if len(found) > 1 and one_id(found) is None else found


def _named(found: list[Suspect]) -> Diagnosis:
    parts = found[0].parts
    return Diagnosis(
        tuple(p.id for p in parts),
        " and ".join(p.title for p in parts),
        "\n".join(p.hint for p in parts),
        " ".join(p.belief for p in parts),
    )
