"""Finds what a class handed in: which file of which learner is for which exercise.

Understood, and mixed freely:

- ``<student>/<exercise>.py``, also within a learner's workspace (``<student>/02_mlm/mlm_loss.py``);
- ``<exercise>/<student>.py``;
- ``<student>/*.ipynb``;
- nbgrader's ``<student>/<assignment>/*.ipynb``.

Links are never followed: one to the instructor's own solution would earn full marks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sslgrade.study.errors import StudyError, shown

_FAMILY = re.compile(r"\d\d_\w+")
_SKIPPED = frozenset({"__pycache__", ".ipynb_checkpoints", "feedback", "autograded"})
_DEEPEST = 2
_STAMP = "timestamp.txt"


@dataclass(frozen=True)
class File:
    """One file of one learner. ``exercise`` is None for a notebook, which may hold several."""

    student: str
    assignment: str
    path: Path
    exercise: str | None
    depth: int
    stamp: Path | None = None


@dataclass
class Folder:
    """Everything found in one folder, and a sentence for what is left out."""

    files: list[File] = field(default_factory=list)
    students: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def name_of(text: str) -> str:
    """Return a file's name as text that can be stored; bytes that are no text are escaped."""
    known = os.fsencode(text).decode("utf-8", "backslashreplace")
    # A name with a line end or a colour in it would forge lines of what is shown later.
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in known)


def locate(word: str, here: Path) -> tuple[Path, str | None]:
    """Find the folder that ``DIR|ASSIGNMENT`` means; with an assignment of nbgrader, its name.

    Raises
    ------
    StudyError
        There is neither.
    """
    path = here / word
    if path.is_dir():
        return path, None
    submitted = here / "submitted"
    plain = os.sep not in word and word not in ("", ".", "..")
    if plain and submitted.is_dir() and any(submitted.glob(f"*/{_escaped(word)}")):
        return submitted, word
    kind = "is a file" if path.exists() else "does not exist"
    raise StudyError(
        f"{shown(path)} {kind}; expected a folder of submissions, or the name of an assignment "
        "with a folder submitted/STUDENT/ASSIGNMENT here. Collect the submissions first."
    )


def _escaped(word: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", word)


def look(
    root: Path, exercises: Collection[str], assignment: str, only: str | None = None
) -> Folder:
    """List the files of a class.

    Parameters
    ----------
    exercises
        Ids of all exercises.
    assignment
        Name for what lies in no folder of an assignment.
    only
        Take this assignment's folders alone.
    """
    found = Folder()
    for entry in _entries(root, found):
        if not entry.is_dir(follow_symlinks=False):
            if entry.is_symlink():
                found.notes.append(f"{name_of(entry.name)} is a link; links are not followed.")
            continue
        if entry.name in exercises:
            found.files += _of_exercise(Path(entry.path), entry.name, assignment, found)
            continue
        student = name_of(entry.name)
        files = list(_of_student(Path(entry.path), student, exercises, assignment, found, only))
        if files or only is None:
            found.students.add(student)
        if not files and only is None:
            found.notes.append(f"{student} handed in nothing that belongs to an exercise.")
        found.files += files
    found.students |= {file.student for file in found.files}
    return found


def _entries(folder: Path, found: Folder) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            kept = [e for e in entries if not e.name.startswith(".") and e.name not in _SKIPPED]
    except OSError as error:
        found.notes.append(f"{name_of(str(folder))} cannot be read: {error.strerror}.")
        return []
    return sorted(kept, key=lambda entry: entry.name)


def _of_exercise(folder: Path, exercise: str, assignment: str, found: Folder) -> Iterator[File]:
    for entry in _entries(folder, found):
        student, ending = os.path.splitext(entry.name)
        if ending == ".py":
            yield File(name_of(student), assignment, Path(entry.path), exercise, 0)


def _of_student(
    folder: Path,
    student: str,
    exercises: Collection[str],
    assignment: str,
    found: Folder,
    only: str | None,
    depth: int = 0,
) -> Iterator[File]:
    """Yield one learner's files; a folder that is no family of a workspace is an assignment."""
    entries = _entries(folder, found)
    stamp = next((Path(e.path) for e in entries if e.name == _STAMP and not e.is_symlink()), None)
    for entry in entries:
        name, ending = os.path.splitext(entry.name)
        if entry.is_dir(follow_symlinks=False) and ending not in (".py", ".ipynb"):
            if depth < _DEEPEST:
                inner = assignment if _FAMILY.fullmatch(entry.name) else name_of(entry.name)
                inner = assignment if depth else inner
                yield from _of_student(
                    Path(entry.path), student, exercises, inner, found, only, depth + 1
                )
        elif only not in (None, assignment):
            continue
        elif ending == ".py" and name in exercises:
            yield File(student, assignment, Path(entry.path), name, depth, stamp)
        elif ending == ".ipynb":
            yield File(student, assignment, Path(entry.path), None, depth, stamp)
        elif entry.is_symlink() and entry.is_dir():
            found.notes.append(f"{student}/{name_of(entry.name)} is a link; it is not followed.")
