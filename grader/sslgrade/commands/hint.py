"""``sslgrade hint``: the next hint."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, EXERCISE, echo, record_of, say, style, track
from sslgrade.content.catalogue import Exercise
from sslgrade.report.text import Style, clean, wrap
from sslgrade.study.errors import StudyError
from sslgrade.study.hints import LEVELS, Hint, following, ladder
from sslgrade.study.progress import store as progress_store
from sslgrade.study.workspace import find


@make(
    "hint",
    "When stuck",
    "sslgrade hint mlm_loss              the next one",
    "sslgrade hint mlm_loss --level 3    near-code at once",
)
@click.argument("exercise", type=EXERCISE, metavar="ID")
@click.option(
    "--level", type=click.IntRange(1, 3), metavar="N", help="1 concept, 2 direction, 3 near-code."
)
@click.option("--backend", type=BACKEND, help="Whose near-code (default: the workspace's).")
def command(exercise: Exercise, level: int | None, backend: str | None) -> None:
    """Show the next hint.

    The first is for what your last check computed; then come the concept, the direction, and
    near-code, one at a time. What was shown is remembered.
    """
    look = style()
    workspace = find(Path.cwd())
    backend = track(workspace, exercise, backend)
    record = record_of(workspace, exercise, backend)
    steps = ladder(exercise, backend, record)
    given = list(record.hints) if record else []
    if level is not None:
        hint: Hint | None = next((h for h in steps if h.key == LEVELS[level - 1]), None)
        if hint is None:
            raise StudyError(
                f"{exercise.id} has no {LEVELS[level - 1]} hint for {backend}. "
                f"`sslgrade hint {exercise.id}` shows those it has."
            )
    elif workspace is None:
        hint = steps[0]
    else:
        hint = following(steps, given)
    if hint is None:
        for shown in steps:
            echo("\n".join(_page(shown, look)) + "\n", look)
        echo(f"These were all. Next: sslgrade solution {exercise.id} --give-up", look)
        return
    lines = _page(hint, look)
    if workspace is not None and hint.key not in given:
        with progress_store(workspace.state, say).changing() as progress:
            progress.get(exercise.id, backend, exercise.content_hash()).hints.append(hint.key)
    lines += [
        "",
        _next(exercise, steps, [*given, hint.key], hint, remembered=workspace is not None),
    ]
    echo("\n".join(lines), look)


def _page(hint: Hint, look: Style) -> list[str]:
    lines = [look.paint(text, "bold") for text in wrap(hint.heading, look.width)]
    for text in clean(hint.text).strip("\n").split("\n"):
        lines += [f"    {text}".rstrip()] if hint.is_code else wrap(text, look.width, "  ")
    return lines


def _next(
    exercise: Exercise, steps: list[Hint], given: list[str], hint: Hint, *, remembered: bool
) -> str:
    if not remembered:
        keys = [step.key for step in steps]
        level = keys.index(hint.key) + 2
        if level <= len(keys):
            return f"Next: sslgrade hint {exercise.id} --level {level}"
        return f"Next: sslgrade check {exercise.id} --file PATH"
    more = following(steps, given)
    after = f"\n      sslgrade hint {exercise.id}    for another hint" if more else ""
    return f"Next: sslgrade check {exercise.id}{after}"
