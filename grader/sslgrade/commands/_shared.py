"""What several commands need: the style of the screen, and parameters that name an exercise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sslgrade.commands._errors import complain
from sslgrade.commands._naming import named
from sslgrade.commands._screen import echo, style
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.study.progress import Record
from sslgrade.study.progress import store as progress_store
from sslgrade.study.selection import backend_of, read_source
from sslgrade.study.workspace import Workspace

if TYPE_CHECKING:
    _Base = click.ParamType[Exercise]
else:
    _Base = click.ParamType  # generic only since click 8.2

BACKEND = click.Choice(["numpy", "jax"])
say = complain

__all__ = ["BACKEND", "EXERCISE", "ExerciseType", "echo", "record_of", "say", "style", "track"]


class ExerciseType(_Base):
    """An exercise's id; a wrong one is answered with the nearest, and the shell completes it."""

    name = "ID"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Exercise:
        """Find the exercise."""
        return value if isinstance(value, Exercise) else named(str(value))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Complete ids."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in catalogue().ids if name.startswith(incomplete)]


EXERCISE = ExerciseType()


def record_of(workspace: Workspace | None, exercise: Exercise, backend: str) -> Record | None:
    """Return what is known of an exercise in a workspace."""
    if workspace is None:
        return None
    progress = progress_store(workspace.state, say).read()
    return progress.find(exercise.id, backend, exercise.content_hash())


def track(workspace: Workspace | None, exercise: Exercise, asked: str | None) -> str:
    """Return the backend that a command talks about."""
    source = b""
    if workspace is not None:
        path: Path | None = workspace.file_of(exercise.id)
        source = read_source(path) if path else b""
    return backend_of(exercise, asked, workspace, source)
