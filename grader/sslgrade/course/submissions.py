"""Reads what a class handed in: each exercise's text, or the reason why there is none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.course.cells import open_plainly
from sslgrade.course.folders import File, Folder, name_of
from sslgrade.course.notebooks import read as read_notebook
from sslgrade.study.errors import StudyError
from sslgrade.study.selection import backend_of

LARGEST = 1_000_000
"""Bytes of one Python file; the longest solution of this course has a hundredth of it."""


@dataclass(frozen=True)
class Handed:
    """One exercise that one learner handed in. ``fault`` says why its text was not taken."""

    student: str
    assignment: str
    exercise: Exercise
    backend: str
    source: bytes
    path: Path
    submitted_at: str | None = None
    fault: str = ""
    modules: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def shown_path(self) -> str:
        """The path as text."""
        return name_of(str(self.path))


@dataclass(frozen=True)
class Reply:
    """What one learner answered to one quiz item, as it stands in the notebook."""

    student: str
    assignment: str
    item: str
    answer: str


@dataclass
class Class:
    """Everything that was handed in."""

    handed: list[Handed] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Reader:
    """Reads the files of a folder; one bad file never stops the others."""

    def __init__(self, found: Catalogue, backend: str | None, only: str | None = None) -> None:
        self._catalogue = found
        self._backend = backend
        self._only = only
        self._class = Class()
        self._unread: list[tuple[File, str]] = []
        self._taken: dict[tuple[str, str, str], Handed] = {}

    def read(self, folder: Folder) -> Class:
        """Read all; where a learner has an exercise twice, the outermost file counts."""
        self._class.notes += folder.notes
        for file in sorted(folder.files, key=lambda f: (f.depth, f.exercise is None, f.path)):
            if file.exercise is None:
                self._notebook(file)
            else:
                self._script(file, file.exercise)
        self._give_rows_to_the_unread()
        handed = [self._with_modules(one) for one in self._taken.values()]
        self._class.handed = sorted(handed, key=lambda h: (h.assignment, h.student, h.exercise.id))
        return self._class

    def _script(self, file: File, name: str) -> None:
        source, wrong = open_plainly(file.path, LARGEST)
        fault = (
            f"The file {name_of(file.path.name)} {wrong}. Hand in a Python file." if wrong else ""
        )
        self._take(file, name, source, fault)

    def _notebook(self, file: File) -> None:
        found = read_notebook(file.path, self._catalogue)
        label = f"{file.student}/{name_of(file.path.name)}"
        self._class.notes += [f"{label}: {fault}" for fault in found.faults]
        for name, source in found.sources.items():
            self._class.notes += [f"{label}: {name}: {note}" for note in source.notes]
            text = source.text.encode("utf-8", "surrogatepass")
            self._take(file, name, text, source.refused, source.backend)
        for item, answer in found.answers.items():
            self._class.replies.append(Reply(file.student, file.assignment, item, answer))
        if found.faults and not found.sources and not found.answers:
            self._unread.append((file, found.faults[0]))

    def _take(
        self, file: File, name: str, source: bytes, fault: str, backend: str | None = None
    ) -> None:
        if self._only not in (None, name):
            return
        exercise = self._catalogue.get(name)
        tracks = exercise.manifest.backends
        try:
            track = backend_of(exercise, self._backend or backend, None, source)
        except StudyError as error:
            track, fault = tracks[0], fault or str(error)
        key = (file.assignment, file.student, name)
        if key in self._taken:
            kept = self._taken[key].shown_path
            self._class.notes.append(
                f"{file.student} has {name} twice: {kept} counts, "
                f"{name_of(str(file.path))} does not."
            )
            return
        self._taken[key] = Handed(
            file.student,
            file.assignment,
            exercise,
            track,
            b"" if fault else source,
            file.path,
            _moment(file),
            fault,
        )

    def _give_rows_to_the_unread(self) -> None:
        """A notebook that cannot be read counts for every exercise that the others have."""
        asked: dict[str, dict[str, None]] = {}
        for assignment, _, name in self._taken:
            asked.setdefault(assignment, {})[name] = None
        for file, fault in self._unread:
            for name in asked.get(file.assignment, {}):
                if (file.assignment, file.student, name) not in self._taken:
                    told = f"The notebook {name_of(file.path.name)} cannot be read: {fault}"
                    self._take(file, name, b"", told)

    def _with_modules(self, handed: Handed) -> Handed:
        """Send along the learner's earlier exercises that this one imports."""
        modules: dict[str, bytes] = {}
        manifest = handed.exercise.manifest
        waiting = [*manifest.uses, *manifest.prerequisites]
        while waiting:
            name = waiting.pop()
            other = self._taken.get((handed.assignment, handed.student, name))
            texts = (handed.source, *modules.values())
            wanted = name in manifest.uses or any(name.encode() in text for text in texts)
            if other is None or name in modules or not wanted or other.fault:
                continue
            if other.backend == handed.backend:
                modules[name] = other.source
                waiting += other.exercise.manifest.uses
        if not modules:
            return handed
        return Handed(**{**handed.__dict__, "modules": modules})


def _moment(file: File) -> str | None:
    """Return when a file was handed in: what nbgrader noted, else when it was last changed."""
    if file.stamp is not None:
        text, wrong = open_plainly(file.stamp, 1000)
        if not wrong and text.strip():
            return text.decode("utf-8", "replace").strip()
    try:
        changed = os.lstat(file.path).st_mtime
        return datetime.fromtimestamp(changed, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OSError, ValueError, OverflowError):
        return None
