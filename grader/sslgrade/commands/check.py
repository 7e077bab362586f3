"""``sslgrade check``: grade, name what went wrong, and remember it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sslgrade.commands._asked import LEVELS, Asked
from sslgrade.commands._checking import check
from sslgrade.commands._early import prespawn
from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, EXERCISE
from sslgrade.content.catalogue import Exercise


@make(
    "check",
    "Practise",
    "sslgrade check mlm_loss",
    "sslgrade check                          everything that you have begun",
    "sslgrade check info_nce --file my.py    a file anywhere",
    "sslgrade check info_nce --seed 7        the same numbers again",
)
@click.argument("exercises", nargs=-1, type=EXERCISE, metavar="[ID]...")
@click.option("--file", type=click.Path(path_type=Path), help="Grade this file; needs one ID.")
@click.option("--backend", type=BACKEND, help="Default: the workspace's, or what the file imports.")
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Repeat the values of a run.")
@click.option("--json", "as_json", is_flag=True, help="Print reports as JSON (sslgrade/check/v1).")
@click.option(
    "--isolation",
    type=click.Choice(LEVELS),
    default="auto",
    help="How strongly to shut the code in; auto takes the best that works here.",
)
@click.option("--no-color", is_flag=True, help="Print without colour, as NO_COLOR=1 does.")
def command(
    exercises: Sequence[Exercise],
    file: Path | None,
    backend: str | None,
    seed: int | None,
    as_json: bool,
    isolation: str,
    no_color: bool,
) -> int:
    """Grade your code, and name what it computes instead.

    The code runs in a process of its own, which holds no answers. Without an ID, everything that
    you have begun is graded. Exit code: 0 all passed, 1 not yet, 2 wrong usage, 3 not gradable.
    """
    # Plain arguments do not come here: _front.py reads them without click, which saves its import.
    if file is not None and len(exercises) != 1:
        raise click.UsageError(
            f"found --file with {len(exercises) or 'no'} IDs, expected exactly one: "
            f"`sslgrade check ID --file {file}`"
        )
    names = [exercise.id for exercise in exercises]
    path = None if file is None else str(file)
    asked = Asked(names, path, backend, seed, isolation, as_json, no_color)
    early = prespawn(asked)
    try:
        return check(asked, early)
    finally:
        early.close()
