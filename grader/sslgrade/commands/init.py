"""``sslgrade init``: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, echo, say, style
from sslgrade.commands._told import kept, other_track, place
from sslgrade.content.catalogue import catalogue
from sslgrade.study.scaffold import init
from sslgrade.study.workspace import read


@make(
    "init",
    "Begin",
    "sslgrade init ssl                   one file per exercise, for NumPy",
    "sslgrade init ssl-jax --backend jax",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--backend", type=BACKEND, help="What you will write in (default: numpy).")
def command(folder: Path, backend: str | None) -> None:
    """Make a workspace: one file for every exercise.

    Files that are in DIR already stay as they are.
    """
    look = style()
    outcome = init(folder, backend, catalogue(), say)
    workspace = read(folder)
    stubs = [path for path in outcome.written if path.suffix == ".py"]
    lines = [f"{place(folder)}: a {workspace.backend} workspace, {len(stubs)} new exercise files."]
    lines += kept(outcome) + other_track(outcome, workspace.backend)
    first = next((e for e in catalogue().exercises if workspace.file_of(e.id)), None)
    if first is not None:
        file = workspace.file_of(first.id)
        assert file is not None
        lines += ["", f"Next: cd {place(folder)}"]
        lines += [f"      open {file.relative_to(workspace.root)} and write it"]
        lines += [f"      sslgrade check {first.id}"]
    echo("\n".join(lines), look)
