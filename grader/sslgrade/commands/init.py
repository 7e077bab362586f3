"""``sslgrade init``: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, echo, say, style
from sslgrade.commands._told import kept, other_track, place
from sslgrade.content.catalogue import catalogue
from sslgrade.report.text import wrap
from sslgrade.study.scaffold import init
from sslgrade.study.workspace import find, read


@make(
    "init",
    "Begin",
    "sslgrade init ssl                   one file per exercise, for NumPy",
    "sslgrade init ssl-jax --backend jax",
)
@click.argument("named", metavar="DIR")
@click.option("--backend", type=BACKEND, help="What you will write in (default: numpy).")
def command(named: str, backend: str | None) -> None:
    """Make a workspace: one file for every exercise.

    Files that are in DIR already stay as they are.
    """
    look = style()
    if not named:
        raise click.UsageError("found an empty DIR, expected the name of a folder")
    folder = Path(named)
    around = find(folder.resolve().parent)
    outcome = init(folder, backend, catalogue(), say)
    workspace = read(folder)
    stubs = [path for path in outcome.written if path.suffix == ".py"]
    lines = [f"{place(folder)}: a {workspace.backend} workspace, {len(stubs)} new exercise files."]
    if around is not None:
        lines += wrap(
            f"It lies inside the workspace {around.root}; a command uses the nearest one above "
            "where you stand.",
            look.width,
        )
    lines += kept(outcome) + other_track(outcome, workspace.backend)
    first = next((e for e in catalogue().exercises if workspace.file_of(e.id)), None)
    if first is not None:
        file = workspace.file_of(first.id)
        assert file is not None
        steps = [f"open {file.relative_to(workspace.root)} and write it"]
        steps += [f"sslgrade check {first.id}"]
        if workspace.root != Path.cwd().resolve():
            steps.insert(0, f"cd {place(folder)}")
        lines += ["", f"Next: {steps[0]}", *(f"      {step}" for step in steps[1:])]
    echo("\n".join(lines), look)
