"""Where a learner stands on each exercise of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.study.progress import Progress
from sslgrade.study.progress import store as progress_store
from sslgrade.study.selection import read_source
from sslgrade.study.store import Say
from sslgrade.study.stubs import Stubs
from sslgrade.study.stubs import store as stub_store
from sslgrade.study.workspace import Workspace

State = Literal["passed", "failed", "open", "locked"]


@dataclass(frozen=True)
class Standing:
    """One exercise: its state, the best score, and a note where there is something to say.

    ``locked`` only means that a prerequisite has not passed yet; nothing forbids to begin.
    """

    exercise: Exercise
    state: State
    begun: bool
    points: int
    most: int
    note: str


def standings(workspace: Workspace, catalogue: Catalogue, say: Say) -> list[Standing]:
    """Return the standing on every exercise that the workspace's backend has, in order."""
    progress = progress_store(workspace.state, say).read()
    stubs = stub_store(workspace.state, say).read()
    passed: set[str] = set()
    found = []
    for exercise in catalogue.exercises:
        if workspace.backend in exercise.manifest.backends:
            standing = _standing(workspace, exercise, progress, stubs, passed)
            if standing.state == "passed":
                passed.add(exercise.id)
            found.append(standing)
    return found


def _standing(
    workspace: Workspace, exercise: Exercise, progress: Progress, stubs: Stubs, passed: set[str]
) -> Standing:
    backend = workspace.backend
    most = exercise.manifest.points_for(backend)
    path = workspace.file_of(exercise.id)
    begun = path is not None and not stubs.untouched(
        exercise.id, read_source(path), exercise.stub(backend)
    )
    content = exercise.content_hash()
    record = progress.find(exercise.id, backend, content)
    missing = [name for name in exercise.manifest.prerequisites if name not in passed]
    if record is not None and record.checks:
        points = record.best_score
        if record.passed:
            note = "" if record.status == "passed" else "passed before; the last check did not"
            if record.gave_up and not note:
                note = "passed after the solution was shown"
            return Standing(exercise, "passed", begun, points, most, note)
        note = "stopped with an error" if record.status == "error" else "not yet right"
        note = record.diagnosis_title or note
        return Standing(exercise, "failed", begun, points, most, note)
    earlier = progress.earlier(exercise.id, backend, content)
    if earlier is not None:
        before = "passed before it changed" if earlier.passed else "changed since your last check"
        return Standing(exercise, "open", begun, 0, most, f"{before}: check it again")
    if path is None:
        return Standing(exercise, "open", False, 0, most, "no file yet: sslgrade update")
    if begun:
        return Standing(exercise, "open", True, 0, most, "begun, not checked yet")
    if missing:
        return Standing(exercise, "locked", False, 0, most, f"needs {', '.join(missing)}")
    return Standing(exercise, "open", False, 0, most, "")
