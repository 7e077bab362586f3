"""``sslgrade replay``: a small script that shows a failing probe on the learner's own code."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, EXERCISE, echo, record_of, say, style
from sslgrade.commands._told import place
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.selection import from_workspace, one_file
from sslgrade.study.workspace import find, need


@make(
    "replay",
    "When stuck",
    "sslgrade replay mlm_loss            what failed in your last check",
    "sslgrade replay mlm_loss --seed 7 --probe uneven_masks --out repro.py",
)
@click.argument("exercise", type=EXERCISE, metavar="ID")
@click.option(
    "--seed", type=click.IntRange(min=0), metavar="N", help="The seed that a report names."
)
@click.option("--probe", metavar="P", help="The probe; default: the first that failed last time.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("repro.py"),
    show_default=True,
    help="The script to write.",
)
@click.option("--file", type=click.Path(path_type=Path), help="Your code, outside a workspace.")
@click.option("--backend", type=BACKEND, help="Default: the workspace's, or what the file imports.")
def command(
    exercise: Exercise,
    seed: int | None,
    probe: str | None,
    out: Path,
    file: Path | None,
    backend: str | None,
) -> None:
    """Write a script that repeats one failing probe.

    It runs your code on the very inputs, and shows what was expected. Seed and probe are
    remembered from your last check. Open it in a debugger, or print from it.
    """
    look = style()
    workspace = find(Path.cwd()) if file is not None else need(Path.cwd())
    if file is not None:
        target = one_file(exercise, file, backend, workspace, say)
    else:
        assert workspace is not None
        target = from_workspace(workspace, catalogue(), [exercise], backend, say)[0]
    record = record_of(workspace, exercise, target.backend)
    seed = record.seed if seed is None and record else seed
    probe = record.probe if probe is None and record else probe
    if seed is None or probe is None:
        missing = "--seed" if seed is None else "--probe"
        raise StudyError(
            f"no failed probe of {exercise.id} is remembered, and {missing} is not given. "
            f"Run `sslgrade check {exercise.id}` first, or name both --seed and --probe."
        )
    if out.exists():
        raise StudyError(
            f"{shown(out)} exists already and is not overwritten. Name another file: "
            f"`sslgrade replay {exercise.id} --out PATH`."
        )
    from sslgrade.grading.replay import script

    path = target.path.resolve()
    try:
        text = script(path, exercise, target.backend, seed, probe, name=place(out))
    except ContentError as error:
        raise StudyError(str(error)) from None
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StudyError(
            f"{shown(out)} cannot be written: {error.strerror}. Name another file with --out."
        ) from None
    echo(f"{place(out)} shows the probe {probe} of seed {seed}.\n\nNext: python {place(out)}", look)
