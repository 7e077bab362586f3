"""What can be said of an exercise without running a solution: files, fields, points, ids."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from sslgrade.content.catalogue import Exercise
from sslgrade.content.manifest import CheckSpec, Manifest

PUBLIC = ("exercise.toml", "README.md", "probes.py", "properties.py")
PRIVATE = ("misconceptions.py", "walkthrough.md")
CAPSTONE_PUBLIC = ("exercise.toml", "README.md", "capstone.py", "driver.py")
CAPSTONE_PRIVATE = (*PRIVATE, "judge.py")
FEWEST_MISCONCEPTIONS = 3
FEWEST_STYLES = 3
FEWEST_CAPSTONE_STYLES = 2
MOST_SHAPES = 3
EDGE_SHARE = 5
"""Edge policy carries at most one fifth of the points: it is our convention, not understanding."""
LONGEST_LINE = 100


def _where(path: Path) -> str:
    return "/".join(path.parts[-3:])


def files(exercise: Exercise) -> Iterator[str]:
    """Name every file that is missing or empty."""
    backends = exercise.manifest.backends
    capstone = exercise.manifest.capstone
    public = [*(CAPSTONE_PUBLIC if capstone else PUBLIC), *(f"stub_{b}.py" for b in backends)]
    private = [*CAPSTONE_PRIVATE] if capstone else [*PRIVATE, "reference_numpy.py"]
    private += [f"{kind}_{b}.py" for b in backends for kind in ("reference", "frame")]
    wanted = [exercise.folder / name for name in public]
    if exercise.private is not None:
        wanted += [exercise.private / name for name in dict.fromkeys(private)]
    for path in wanted:
        if not path.is_file() or not path.read_text(encoding="utf-8").strip():
            yield f"{_where(path)}: missing or empty. Write it."
        elif "TODO" in path.read_text(encoding="utf-8"):
            yield f"{_where(path)}: still says TODO. Write that part."
    if exercise.private is not None:
        for backend in backends:
            found = sorted((exercise.private / "styles").glob(f"{backend}_*.py"))
            fewest = FEWEST_CAPSTONE_STYLES if capstone else FEWEST_STYLES
            if len(found) < fewest:
                yield (
                    f"solutions/{exercise.id}/styles: {len(found)} {backend} styles, expected at "
                    f"least {fewest}. Write another correct solution in another style."
                )


def manifest(exercise: Exercise) -> Iterator[str]:
    """Name every invalid field, by the pydantic schema."""
    from sslgrade.content.schema import faults

    path = exercise.folder / "exercise.toml"
    yield from faults(path, tomllib.loads(path.read_text(encoding="utf-8")))


def points(exercise: Exercise) -> Iterator[str]:
    """Name wrong totals: every track is worth the same, and edge policy little of it."""
    spec = exercise.manifest
    for backend in spec.backends:
        total = spec.points_for(backend)
        if total != spec.points:
            yield (
                f"{exercise.id}: {backend} has {total} points, {spec.backends[0]} {spec.points}. "
                "Make both tracks worth the same."
            )
        edge = sum(c.points.get(backend, 0) for c in spec.checks if c.kind == "edge")
        if edge > max(1, total // EDGE_SHARE):
            yield (
                f"{exercise.id}: {backend}: edge checks carry {edge} of {total} points, expected "
                f"at most a fifth. Move points to value checks."
            )
        kinds = {c.kind for c in spec.checks if backend in c.points}
        if "property" not in kinds:
            yield f"{exercise.id}: {backend}: no property check carries points. Give one a point."


def _check_references(
    spec: Manifest, check: CheckSpec, known: dict[str, set[str]]
) -> Iterator[str]:
    where = f"{spec.id}: check {check.id!r}"
    if check.entry not in known["entry"]:
        yield f"{where}: entry {check.entry!r} is not defined. Use one of {sorted(known['entry'])}."
    for kind, names in (("probe", check.probes), ("law", check.laws)):
        for name in names:
            if name not in known[kind]:
                yield f"{where}: no {kind} {name!r}. Write it, or correct the id."
    needs = {"value": "probes", "edge": "probes", "stability": "probes", "gradient": "probes"}
    if check.kind in needs and not check.probes:
        yield f"{where}: lists no probes. Name at least one."
    if check.kind == "property" and not check.laws:
        yield f"{where}: lists no laws. Name at least one."
    if check.kind == "gradient" and not (check.slopes or check.autodiff):
        yield f"{where}: has neither slopes nor autodiff. Say which gradient is judged."


def references(exercise: Exercise) -> Iterator[str]:
    """Name dangling ids, unused pieces, and entry points without a telling check."""
    spec = exercise.manifest
    probes, laws = exercise.probes(), exercise.laws()
    known = {"entry": {e.name for e in spec.entries}, "probe": set(probes), "law": set(laws)}
    ids = [c.id for c in spec.checks]
    for name in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"{spec.id}: two checks are called {name!r}. Rename one."
    for check in spec.checks:
        yield from _check_references(spec, check, known)
    used = {name for c in spec.checks for name in (*c.probes, *c.laws)}
    for name in sorted((known["probe"] | known["law"]) - used):
        yield f"{spec.id}: {name!r} is in no check. List it in one, or delete it."
    for entry in spec.entries:
        for backend in spec.backends:
            if not any(
                c.kind == "value" and c.entry == entry.name and backend in c.points
                for c in spec.checks
            ):
                yield f"{spec.id}: {entry.name} has no {backend} value check. Add one."
        if not any(law.telling and law.entry == entry.name for law in laws.values()):
            yield f"{spec.id}: {entry.name} has no telling law. Mark or write one."
    for backend in spec.backends:
        if not spec.hints.code.get(backend, "").strip():
            yield f"{spec.id}: hints.code.{backend} is missing. Write the third hint."


def capstone_references(exercise: Exercise) -> Iterator[str]:
    """Name calls that no check reads or that do not exist, and checks without a finding."""
    import numpy as np

    from sslgrade.content import capstone

    spec = exercise.manifest
    asked = capstone.calls(exercise, np.random.default_rng(0), "smoke")
    made = {name for name, call in asked.items() if call.entry}
    findings = capstone.findings(exercise)
    entries = {entry.name for entry in spec.entries}
    for check in spec.checks:
        where = f"{spec.id}: check {check.id!r}"
        if check.entry not in entries:
            yield f"{where}: entry {check.entry!r} is not defined. Use one of {sorted(entries)}."
        if not made & set(check.probes):
            yield f"{where}: reads no call of capstone.py. Name at least one in probes."
        public = check.id in capstone.public(exercise).CHECKS
        if check.id not in findings:
            yield f"{where}: no finding. Write one in CHECKS of capstone.py or judge.py."
        elif public != (check.kind == "property"):
            yield f"{where}: property checks belong to capstone.py, others to judge.py. Move it."
    for name in sorted(made - {probe for check in spec.checks for probe in check.probes}):
        yield f"{spec.id}: no check reads the call {name!r}. List it in one, or delete it."
    for entry in sorted(entries):
        if not any(c.kind == "value" and c.entry == entry for c in spec.checks):
            yield f"{spec.id}: {entry} has no value check. Add one."


def misconceptions(exercise: Exercise) -> Iterator[str]:
    """Name misconceptions that lack words or evidence."""
    found = exercise.misconceptions()
    ids = {m.id for m in found}
    if exercise.private is not None and len(ids) < FEWEST_MISCONCEPTIONS:
        yield (
            f"{exercise.id}: {len(ids)} misconceptions, expected at least "
            f"{FEWEST_MISCONCEPTIONS}. Write more wrong codes that believers write."
        )
    for m in found:
        for field in ("title", "belief", "hint"):
            if not getattr(m, field).strip():
                yield f"{exercise.id}: misconception {m.id!r}: no {field}. Write it."
        if not m.evidence or any(e.strip() in ("", "from memory") for e in m.evidence):
            yield (
                f"{exercise.id}: misconception {m.id!r}: no confirmed evidence. Give a thread or "
                'paper that was really seen, or "own experience".'
            )
        for alias in m.aliases:
            if alias not in ids:
                yield f"{exercise.id}: misconception {m.id!r}: alias {alias!r} does not exist."
        if m.aliases and not m.why_alias:
            yield f"{exercise.id}: misconception {m.id!r}: say in why_alias why they are one."


def faults(exercise: Exercise) -> list[str]:
    """Return every static fault of an exercise, each with its mend."""
    found = list(manifest(exercise))
    if not found:
        refer = capstone_references if exercise.manifest.capstone else references
        for look in (files, points, refer, misconceptions):
            found += look(exercise)
    return found
