"""``sslgrade reset``: put a stub back, and keep what was there."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import EXERCISE, echo, say, style
from sslgrade.commands._told import place
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.study.scaffold import reset
from sslgrade.study.selection import need_track
from sslgrade.study.workspace import need


@make("reset", "Practise", "sslgrade reset mlm_loss")
@click.argument("exercise", type=EXERCISE, metavar="ID")
def command(exercise: Exercise) -> None:
    """Put the stub of an exercise back.

    Your file is kept as a backup, with the time in its name.
    """
    look = style()
    workspace = need(Path.cwd())
    need_track(workspace, exercise)
    backup = reset(workspace, exercise, catalogue(), say)
    file = workspace.file_of(exercise.id)
    assert file is not None
    lines = [f"{place(file)} is the stub again."]
    if backup is None:
        lines.append("Nothing of yours was in it.")
    else:
        lines.append(f"Your code is kept: {place(backup)}")
    echo("\n".join(lines), look)
