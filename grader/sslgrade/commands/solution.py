"""``sslgrade solution``: the reference, its walkthrough, and the learner's own code beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, EXERCISE, echo, record_of, say, style, track
from sslgrade.commands._told import place
from sslgrade.content.catalogue import Exercise
from sslgrade.report.pages import markdown, python
from sslgrade.study.errors import StudyError
from sslgrade.study.progress import store as progress_store
from sslgrade.study.selection import read_source
from sslgrade.study.store import now
from sslgrade.study.workspace import find


@make(
    "solution",
    "When stuck",
    "sslgrade solution mlm_loss              once it has passed",
    "sslgrade solution mlm_loss --give-up    before",
)
@click.argument("exercise", type=EXERCISE, metavar="ID")
@click.option("--give-up", is_flag=True, help="Show it although the exercise has not passed.")
@click.option("--backend", type=BACKEND, help="Which track (default: the workspace's).")
def command(exercise: Exercise, give_up: bool, backend: str | None) -> None:
    """Show the reference beside your code, with a walkthrough."""
    look = style()
    workspace = find(Path.cwd())
    backend = track(workspace, exercise, backend)
    if not exercise.has_solution:
        raise StudyError(
            f"no solution of {exercise.id} found: this installation came without solutions. "
            f"`sslgrade hint {exercise.id}` works here; ask your instructor for the rest."
        )
    record = record_of(workspace, exercise, backend)
    passed = record is not None and record.passed
    if not (passed or give_up or _really(exercise)):
        raise StudyError(
            f"{exercise.id} has not passed yet, and the solution is for afterwards. "
            f"`sslgrade hint {exercise.id}` helps on; "
            f"`sslgrade solution {exercise.id} --give-up` shows it all the same."
        )
    file = workspace.file_of(exercise.id) if workspace else None
    lines = []
    if file is not None:
        yours = read_source(file).decode(errors="replace")
        lines += [look.paint(f"Yours: {place(file)}", "bold"), "", python(yours, look), ""]
    lines += [look.paint(f"Reference ({backend})", "bold"), ""]
    lines += [python(exercise.reference_source(backend), look), ""]
    lines += [look.paint("Walkthrough", "bold"), "", markdown(exercise.walkthrough(), look)]
    if workspace is not None:
        with progress_store(workspace.state, say).changing() as progress:
            known = progress.get(exercise.id, backend, exercise.content_hash())
            known.solution_at = known.solution_at or now()
            known.gave_up = known.gave_up or not passed
    echo("\n".join(lines), look)


def _really(exercise: Exercise) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return click.confirm(f"{exercise.id} has not passed yet. Give up and show the solution?")
