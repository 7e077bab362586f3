"""Name the submissions that are damaged, or that deserve a look before grades go out."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.catalogue import catalogue
from sslgrade.course.cells import Cell, Document, read
from sslgrade.course.notebooks import submission
from sslgrade.course.set_aside import FOLDER, unsafe
from sslgrade.course.suspicion import suspicions
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.stubs import fingerprint

_STOPS = {"skip-execution", "raises-exception"}
_HARMLESS = {"timestamp.txt", "submission_secret.txt"}


@dataclass(frozen=True)
class Finding:
    """One thing about one submission; ``kind`` is a word to sort by."""

    assignment: str
    student: str
    kind: str
    message: str


@dataclass(frozen=True)
class Audit:
    """What was found, and among how many submissions."""

    submissions: int
    findings: tuple[Finding, ...]


def audit(course: Path, assignment: str | None = None) -> Audit:
    """Look at every submission of a course, without running anything of it.

    Raises
    ------
    StudyError
        There is nothing that was handed in.
    """
    folders = sorted(
        path
        for path in course.glob(f"submitted/*/{assignment or '*'}")
        if path.is_dir() and not path.parent.name.startswith(".")
    )
    if not folders:
        raise StudyError(
            f"found no submission in {shown(course)}; expected folders "
            f"submitted/<learner>/{assignment or '<assignment>'}/. `nbgrader collect` fetches them."
        )
    findings: list[Finding] = []
    works: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for folder in folders:
        student, name = folder.parent.name, folder.name
        released = _released(course, name)
        findings += [Finding(name, student, *found) for found in _files(course, folder, released)]
        for notebook, model in released.items():
            path = folder / notebook
            if not path.is_file() or path.is_symlink():
                continue
            document = read(path)
            findings += [Finding(name, student, *found) for found in _cells(document, model)]
            for exercise, print_ in _works(document):
                works[name, exercise, print_].append(student)
    findings += _identical(works)
    return Audit(len(folders), tuple(sorted(findings, key=lambda f: (f.assignment, f.student))))


def _released(course: Path, assignment: str) -> dict[str, Document]:
    paths = sorted((course / "release" / assignment).glob("*.ipynb"))
    return {path.name: read(path) for path in paths}


def _files(course: Path, folder: Path, released: dict[str, Document]) -> Iterator[tuple[str, str]]:
    aside = course / FOLDER / folder.parent.name / folder.name
    for path in unsafe(folder):
        what = "a link" if path.is_symlink() else "no plain file, or unreadable"
        where = f" to {os.readlink(path)}" if path.is_symlink() else ""
        yield "link", f"{path.relative_to(folder)} is {what}{where}."
    if aside.is_dir():
        for path in sorted(p for p in aside.rglob("*") if p.is_symlink() or not p.is_dir()):
            yield "link", f"{path.relative_to(aside)} was set aside: {shown(path)}."
    for name in released:
        if not os.path.lexists(folder / name) and not os.path.lexists(aside / name):
            others = sorted(p.name for p in folder.glob("*.ipynb"))
            tip = f" There is {', '.join(others)}." if others else ""
            yield "missing", f"{name} was not handed in.{tip}"
    for path in sorted(folder.rglob("*.py")):
        if _shadows(path.stem):
            yield "shadow", f"{path.relative_to(folder)} would stand in for a module of that name."


def _shadows(name: str) -> bool:
    known = {"numpy", "jax", "jaxlib", "scipy", "sslgrade", "nbgrader", "IPython", "ipykernel"}
    return name in known | {"sitecustomize", "usercustomize"} or name in sys.stdlib_module_names


def _cells(document: Document, released: Document) -> Iterator[tuple[str, str]]:
    for fault in document.faults:
        yield "damaged", fault
    if not document.cells:
        return
    known = {cell.grade_id: cell for cell in released.cells if cell.grade_id}
    counts = Counter(cell.grade_id for cell in document.cells if cell.grade_id)
    for name, count in counts.items():
        if count > 1:
            yield "duplicate", f"“{name}” is there {count} times."
    for name, cell in known.items():
        if name not in counts and (cell.grade or cell.solution):
            yield "missing", f"“{name}” is missing."
    for cell in document.cells:
        own = known.get(cell.grade_id)
        if own is not None:
            yield from _changed(cell, own)
        if cell.kind == "code" and (own is None or not own.locked):
            for what, piece in dict.fromkeys(suspicions(cell.text)):
                yield "code", f"{cell.label} reaches for {what}: `{piece}`."


def _changed(cell: Cell, own: Cell) -> Iterator[tuple[str, str]]:
    name = f"{cell.label}, “{own.grade_id}”"
    stops = sorted(_STOPS & set(cell.tags))
    if stops:
        yield "tag", f"{name} has the tag {' and '.join(stops)}."
    if (cell.grade, cell.solution, cell.locked, cell.kind) != (
        own.grade,
        own.solution,
        own.locked,
        own.kind,
    ):
        yield "metadata", f"{name} has another role or type than it was released with."
    if own.grade and cell.points != own.points:
        found = "no number" if cell.points is None else f"{cell.points:g}"
        yield "points", f"{name} says {found} points; it has {own.points:g}."
    if (own.locked or own.is_test) and cell.text.strip() != own.text.strip():
        kind = "check" if own.is_test else "locked"
        text = cell.text.strip().replace("\n", " ⏎ ")
        yield kind, f"{name} was edited: {text[:60]}{'…' if len(text) > 60 else ''}"


def _works(document: Document) -> Iterator[tuple[str, str]]:
    """Yield a fingerprint of what was written for each exercise; none for an untouched stub."""
    found = catalogue()
    for name, source in submission(document, found).sources.items():
        manifest = found.get(name).manifest
        if len(source.text) < 40 or "raise NotImplementedError" in source.text:
            continue
        print_ = fingerprint(source.text.encode("utf-8", "replace"))
        yield name, hashlib.sha256(f"{manifest.id}{print_}".encode()).hexdigest()


def _identical(works: dict[tuple[str, str, str], list[str]]) -> Iterator[Finding]:
    for (assignment, exercise, _), students in works.items():
        for student in students if len(students) > 1 else ():
            others = [other for other in students if other != student]
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            same = f"{', '.join(others[:3])}{more}"
            yield Finding(
                assignment, student, "identical", f"{exercise} is letter for letter that of {same}."
            )


def summary(found: Audit) -> Sequence[str]:
    """Lay the findings out: one paragraph for each submission."""
    lines: list[str] = []
    before = ("", "")
    for finding in found.findings:
        if (finding.assignment, finding.student) != before:
            before = (finding.assignment, finding.student)
            lines += ["", f"{finding.student} · {finding.assignment}"]
        lines.append(f"  {finding.kind:<10} {finding.message}")
    named = len({(f.assignment, f.student) for f in found.findings})
    last = f"{named} of {found.submissions} submissions deserve a look."
    return [*lines[1:], "", last] if lines else [last]
