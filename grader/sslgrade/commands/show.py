"""``sslgrade show``: the task."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import EXERCISE, echo, style
from sslgrade.commands._told import place
from sslgrade.content.catalogue import Exercise
from sslgrade.report.pages import markdown
from sslgrade.report.text import wrap
from sslgrade.study.workspace import find


@make("show", "Practise", "sslgrade show mlm_loss")
@click.argument("exercise", type=EXERCISE, metavar="ID")
def command(exercise: Exercise) -> None:
    """Show the task of an exercise.

    That is the idea, the formula, the contract, and an example worked out by hand.
    """
    look = style()
    manifest = exercise.manifest
    about = [
        manifest.family,
        f"difficulty {manifest.difficulty} of 5",
        f"about {manifest.minutes} minutes",
        f"{manifest.points} points",
        " and ".join(manifest.backends),
    ]
    if manifest.tier == "stretch":
        about.insert(1, "stretch")
    lines = [look.paint(exercise.id, "bold")]
    lines += [look.paint(text, "dim") for text in wrap(" · ".join(about), look.width)]
    lines += ["", *_signatures(exercise, look.width), "", markdown(exercise.readme(), look)]
    if manifest.prerequisites:
        lines += ["", *wrap(f"Builds on: {', '.join(manifest.prerequisites)}", look.width)]
    if manifest.capstone:
        lines += ["", f"The training loop: {place(exercise.folder / 'driver.py')}"]
    workspace = find(Path.cwd())
    file = workspace.file_of(exercise.id) if workspace else None
    if file is not None:
        lines += ["", f"Your file: {place(file)}", f"Next: sslgrade check {exercise.id}"]
    elif workspace is not None and workspace.backend not in manifest.backends:
        track = manifest.backends[0]
        lines += ["", f"It needs a {track} workspace: sslgrade init DIR --backend {track}"]
    elif workspace is None:
        lines += ["", "Next: sslgrade init DIR"]
    echo("\n".join(lines), look)


def _signatures(exercise: Exercise, columns: int) -> list[str]:
    lines = []
    for entry in exercise.manifest.entries:
        lines += wrap(entry.signature, columns, "  ", "      ")
    return lines
