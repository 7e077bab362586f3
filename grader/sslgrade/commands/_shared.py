"""What several commands need: the style of the screen, and parameters that name an exercise."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sslgrade.commands._errors import complain
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.report.text import Style
from sslgrade.study.errors import StudyError
from sslgrade.study.progress import Record
from sslgrade.study.progress import store as progress_store
from sslgrade.study.selection import backend_of
from sslgrade.study.workspace import Workspace

if TYPE_CHECKING:
    _Base = click.ParamType[Exercise]
else:
    _Base = click.ParamType  # generic only since click 8.2

BACKEND = click.Choice(["numpy", "jax"])
say = complain


def style(*, no_color: bool = False) -> Style:
    """Return the style of standard output."""
    return Style.of(sys.stdout, no_color=no_color)


def echo(text: str, look: Style) -> None:
    """Print to standard output, in what it can show."""
    click.echo(look.final(text), color=look.colour)


class ExerciseType(_Base):
    """An exercise's id; a wrong one is answered with the nearest, and the shell completes it."""

    name = "ID"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Exercise:
        """Find the exercise."""
        if isinstance(value, Exercise):
            return value
        ladder = catalogue()
        name = str(value).removesuffix(".py").rsplit("/", 1)[-1]
        try:
            return ladder.get(name if name in ladder.ids else str(value))
        except ContentError as error:
            raise StudyError(str(error)) from None

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
        source = path.read_bytes() if path else b""
    return backend_of(exercise, asked, workspace, source)
