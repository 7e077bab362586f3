"""What a command grades: which file, on which backend, with which earlier files beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.records import dataclass
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import Say
from sslgrade.study.stubs import Stubs
from sslgrade.study.stubs import store as stub_store
from sslgrade.study.workspace import Workspace

_LARGEST = 10_000_000
_IMPORTS_JAX = re.compile(rb"^\s*(?:import|from)\s+jax\b", re.MULTILINE)


@dataclass(frozen=True)
class Target:
    """One submission to grade."""

    exercise: Exercise
    backend: str
    source: bytes
    path: Path
    begun: bool
    modules: Mapping[str, bytes]
    in_workspace: bool


def imports_jax(source: bytes) -> bool:
    """Whether a file imports jax, as far as its text shows."""
    return _IMPORTS_JAX.search(source) is not None


def backend_of(
    exercise: Exercise, asked: str | None, workspace: Workspace | None, source: bytes
) -> str:
    """Decide the backend: asked for, else the workspace's, else what the file imports.

    Raises
    ------
    StudyError
        The exercise has no such track.
    """
    tracks = exercise.manifest.backends
    if asked is None and len(tracks) == 1:
        return tracks[0]
    guess = "jax" if imports_jax(source) else "numpy"
    backend = asked or (workspace.backend if workspace else guess)
    if backend not in tracks:
        raise StudyError(
            f"{exercise.id} has no {backend} track; it is written in {' and '.join(tracks)}. "
            f"Leave out --backend, or use `--backend {tracks[0]}`."
        )
    return backend


def read_source(path: Path) -> bytes:
    """Read a learner's file, or say why it cannot be graded."""
    try:
        if path.is_dir():
            raise StudyError(f"{shown(path)} is a folder; expected a Python file. Name the file.")
        if path.exists() and not path.is_file():
            raise StudyError(
                f"{shown(path)} is a pipe or a device; expected a Python file. Save it as a file, "
                "and name that."
            )
        if path.stat().st_size > _LARGEST:
            raise StudyError(
                f"{shown(path)} has {path.stat().st_size:,} bytes; a solution has at most "
                f"{_LARGEST:,}. Name the file that holds your functions."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise StudyError(f"{shown(path)} does not exist. Check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StudyError(f"{shown(path)} cannot be read: {reason}. Make it readable.") from None


def one_file(
    exercise: Exercise, path: Path, asked: str | None, workspace: Workspace | None, say: Say
) -> Target:
    """Select the file that ``--file`` names."""
    source = read_source(path)
    inside = workspace is not None and workspace.holds(path)
    backend = backend_of(exercise, asked, workspace, source)
    stubs = stub_store(workspace.state, say).read() if workspace and inside else Stubs()
    begun = not stubs.untouched(exercise.id, source, exercise.stub(backend))
    return Target(exercise, backend, source, path, begun, {}, inside)


def from_workspace(
    workspace: Workspace,
    catalogue: Catalogue,
    exercises: Sequence[Exercise],
    asked: str | None,
    say: Say,
) -> list[Target]:
    """Select exercises of a workspace; without any, all that were begun."""
    stubs = stub_store(workspace.state, say).read()
    targets = []
    for exercise in exercises or catalogue.exercises:
        path = workspace.file_of(exercise.id)
        if path is None:
            if exercises:
                need_track(workspace, exercise)
                raise StudyError(
                    f"no file {exercise.id}.py in this workspace ({workspace.root}). "
                    "`sslgrade update` writes the missing stubs."
                )
            continue
        if not exercises and asked not in (None, *exercise.manifest.backends):
            continue
        source = read_source(path)
        backend = backend_of(exercise, asked, workspace, source)
        begun = not stubs.untouched(exercise.id, source, exercise.stub(backend))
        if begun or exercises:
            modules = siblings(workspace, catalogue, exercise, backend, stubs)
            targets.append(Target(exercise, backend, source, path, begun, modules, True))
    return targets


def need_track(workspace: Workspace, exercise: Exercise) -> None:
    """Refuse an exercise whose track this workspace does not have."""
    tracks = exercise.manifest.backends
    if workspace.backend not in tracks:
        raise StudyError(
            f"{exercise.id} has no {workspace.backend} track, and this is a {workspace.backend} "
            f"workspace. A {tracks[0]} one has it: `sslgrade init DIR --backend {tracks[0]}`."
        )


def siblings(
    workspace: Workspace, catalogue: Catalogue, exercise: Exercise, backend: str, stubs: Stubs
) -> dict[str, bytes]:
    """Return the begun files that an exercise builds on, by module name."""
    waiting = [*exercise.manifest.uses, *exercise.manifest.prerequisites]
    found: dict[str, bytes] = {}
    seen = {exercise.id}
    while waiting:
        name = waiting.pop()
        if name in seen or name not in catalogue.ids:
            continue
        seen.add(name)
        other, path = catalogue.get(name), workspace.file_of(name)
        if path is None or backend not in other.manifest.backends:
            continue
        source = read_source(path)
        if not stubs.untouched(name, source, other.stub(backend)):
            found[name] = source
            waiting += other.manifest.uses
    return found
