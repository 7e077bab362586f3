"""Runs in Gradescope's container: grades ``submission/`` and writes ``results/results.json``.

Where the grader itself cannot grade, nothing is written: Gradescope reports a failed autograder,
and no learner gets 0 points for a fault that is ours.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.course.exports.gradescope_results import results
from sslgrade.course.folders import File, Folder
from sslgrade.course.refused import refused
from sslgrade.course.submissions import Handed, Reader
from sslgrade.grading.grade import grade
from sslgrade.report.model import Report
from sslgrade.study.store import write_atomically
from sslgrade.worker.isolation.levels import reach

_DEEPEST = 4
_MOST_FILES = 2000
LEAST = "L2"


@dataclass(frozen=True)
class Assignment:
    """What ``assignment.json`` says."""

    exercises: tuple[str, ...]
    backend: str | None
    allow_weak_isolation: bool


class CannotGrade(Exception):
    """The grader cannot grade here; the message is for the instructor."""


def main(arguments: list[str]) -> int:
    """Grade, or with ``--reach`` print how well submissions are shut in here."""
    if arguments == ["--reach"]:
        print(f"sslgrade: submissions would run at level {reach('auto', 'numpy').level} here")
        return 0
    try:
        run(Path(arguments[0]))
    except CannotGrade as error:
        print(f"sslgrade: {error}", file=sys.stderr)
        return 3
    return 0


def run(root: Path) -> None:
    """Grade one submission.

    Raises
    ------
    CannotGrade
        Submissions cannot be shut in well enough.
    """
    target = root / "results" / "results.json"
    target.parent.mkdir(exist_ok=True)
    target.unlink(missing_ok=True)  # never the result of an earlier run
    begun = time.monotonic()
    assignment = Assignment(**json.loads((root / "source" / "assignment.json").read_text()))
    found, notes = collect(root / "submission", assignment)
    reports = []
    for name in assignment.exercises:
        exercise = catalogue().get(name)
        handed = found.get(name)
        reports.append(_grade(exercise, handed, assignment))
    document = results(reports, notes, time.monotonic() - begun)
    write_atomically(target, json.dumps(document, indent=1).encode() + b"\n")


def collect(folder: Path, assignment: Assignment) -> tuple[dict[str, Handed], list[str]]:
    """Find the exercises of an assignment among what was handed in; links are not followed."""
    wanted = Folder()
    seen = 0
    for parent, folders, names in os.walk(folder, followlinks=False):
        depth = len(Path(parent).relative_to(folder).parts)
        folders[:] = [
            f for f in sorted(folders) if not f.startswith((".", "__")) and depth < _DEEPEST
        ]
        for name in sorted(names):
            seen += 1
            path = Path(parent) / name
            if seen > _MOST_FILES or not name.endswith((".py", ".ipynb")):
                continue
            exercise = path.stem if name.endswith(".py") else None
            if exercise is None or exercise in assignment.exercises:
                wanted.files.append(File("", "", path, exercise, depth))
    read = Reader(catalogue(), assignment.backend).read(wanted)
    if seen > _MOST_FILES:
        read.notes.append(f"only the first {_MOST_FILES} files were looked at.")
    return {handed.exercise.id: handed for handed in read.handed}, read.notes


def _grade(exercise: Exercise, handed: Handed | None, assignment: Assignment) -> Report:
    backend = assignment.backend or exercise.manifest.backends[0]
    if handed is None:
        told = f"No file {exercise.id}.py, and no notebook with its check cell, was handed in."
        return refused(exercise, backend, "import", told)
    if handed.fault:
        return refused(exercise, handed.backend, "import", handed.fault)
    level = reach("auto", handed.backend).level
    if level < LEAST and not assignment.allow_weak_isolation:
        raise CannotGrade(
            f"submissions would run at level {level} in this container, where they could read the "
            f"solutions; expected {LEAST}. Ask for a newer base image, or export again with "
            "--allow-weak-isolation."
        )
    return grade(
        handed.source,
        exercise,
        handed.backend,
        modules=handed.modules,
        filename=f"{exercise.id}.py",
        hidden=True,
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
