"""Write a workspace, bring new exercises into it, and put a stub back. Never overwrites work."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.study import workspace as workspaces
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.selection import read_source
from sslgrade.study.store import Say, write_atomically
from sslgrade.study.stubs import Given, Stubs, fingerprint
from sslgrade.study.stubs import store as stub_store
from sslgrade.study.workspace import MARKER, Workspace

README = """\
# sslgrade

One file per exercise, in the order of the folders. Open the first, read its docstring, write the
function, and check it:

    sslgrade list                 all exercises
    sslgrade show log_softmax     the task, with a worked example
    sslgrade check log_softmax    grade it, and name what went wrong
    sslgrade hint log_softmax     the next hint
    sslgrade status               how far you are

`sslgrade update` brings new exercises and never changes what you wrote.
"""


@dataclass
class Outcome:
    """What was done to the files of a workspace."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    refreshed: list[Path] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    other_track: list[str] = field(default_factory=list)


def init(folder: Path, backend: str | None, catalogue: Catalogue, say: Say) -> Outcome:
    """Make a workspace of a folder; files that are there stay as they are."""
    if folder.exists() and not folder.is_dir():
        raise StudyError(
            f"{shown(folder)} is a file; expected a folder or a new name. "
            "Choose another one: `sslgrade init DIR`."
        )
    outcome = Outcome()
    try:
        if (folder / MARKER).exists():
            there = workspaces.read(folder)
            if backend not in (None, there.backend):
                raise StudyError(
                    f"{shown(folder)} is a {there.backend} workspace already. Expected a new "
                    f"folder for {backend}: `sslgrade init DIR --backend {backend}`."
                )
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / MARKER, workspaces.text(backend or "numpy"), outcome)
        _write(folder / "README.md", README, outcome)
    except OSError as error:
        raise StudyError(
            f"{shown(folder)} cannot be written: {error.strerror}. Choose a folder that can be."
        ) from None
    return _fill(workspaces.read(folder), catalogue, say, outcome)


def update(workspace: Workspace, catalogue: Catalogue, say: Say) -> Outcome:
    """Write the stubs that are missing, renew untouched ones, and tell which exercises changed."""
    return _fill(workspace, catalogue, say, Outcome())


def _fill(workspace: Workspace, catalogue: Catalogue, say: Say, outcome: Outcome) -> Outcome:
    families = list(dict.fromkeys(e.manifest.family for e in catalogue.exercises))
    with stub_store(workspace.state, say).changing() as stubs:
        for exercise in catalogue.exercises:
            if workspace.backend not in exercise.manifest.backends:
                outcome.other_track.append(exercise.id)
                continue
            path = workspace.file_of(exercise.id) or workspace.place_of(
                exercise.id, exercise.manifest.family, families
            )
            try:
                _bring(path, exercise, workspace.backend, stubs, outcome)
            except OSError as error:
                raise StudyError(
                    f"{shown(path)} cannot be written: {error.strerror}. "
                    "Make the workspace writable, then run `sslgrade update`."
                ) from None
    return outcome


def _bring(path: Path, exercise: Exercise, backend: str, stubs: Stubs, outcome: Outcome) -> None:
    stub = exercise.stub(backend)
    today = Given(fingerprint(stub.encode()), exercise.content_hash())
    before = stubs.given.get(exercise.id)
    if not path.exists():
        if path.is_symlink():
            raise StudyError(
                f"{shown(path)} is a link that leads nowhere. Remove it, then run "
                "`sslgrade update`."
            )
        _write(path, stub, outcome)
    else:
        source = read_source(path)
        old = before is not None and before.stub != today.stub
        if old and stubs.untouched(exercise.id, source, stub):
            if fingerprint(source) != today.stub:
                write_atomically(path, stub.encode())
                outcome.refreshed.append(path)
        else:
            outcome.kept.append(path)
            if before is not None and before.content != today.content:
                outcome.changed.append(exercise.id)
    stubs.given[exercise.id] = today


def _write(path: Path, text: str, outcome: Outcome) -> None:
    """Create a file; one that is there already stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
    except FileExistsError:
        outcome.kept.append(path)
    else:
        outcome.written.append(path)


def reset(workspace: Workspace, exercise: Exercise, catalogue: Catalogue, say: Say) -> Path | None:
    """Put the stub back and return the backup of what was there; None if nothing was lost."""
    path = workspace.file_of(exercise.id)
    backend = workspace.backend
    families = list(dict.fromkeys(e.manifest.family for e in catalogue.exercises))
    stub = exercise.stub(backend)
    with stub_store(workspace.state, say).changing() as stubs:
        place = path or workspace.place_of(exercise.id, exercise.manifest.family, families)
        try:
            backup = None
            if path and not stubs.untouched(exercise.id, read_source(path), stub):
                stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
                backup = workspace.state / "backups" / f"{exercise.id}-{stamp}.py"
                backup.parent.mkdir(exist_ok=True)
                write_atomically(backup, path.read_bytes())
            place.parent.mkdir(exist_ok=True)
            write_atomically(place, stub.encode())
        except OSError as error:
            raise StudyError(
                f"{shown(place)} cannot be written: {os.strerror(error.errno or 0)}. "
                "Make it writable, then reset again."
            ) from None
        stubs.given[exercise.id] = Given(fingerprint(stub.encode()), exercise.content_hash())
    return backup
