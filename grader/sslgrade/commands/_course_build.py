"""``sslgrade course build``: write an assignment and its released version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import click

from sslgrade.commands._group import command as made
from sslgrade.commands._nbgrader import need_nbgrader
from sslgrade.commands._shared import BACKEND, say
from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.study.errors import StudyError, shown


def listed(texts: Iterable[str]) -> list[str]:
    """Split what was given as ``a,b`` or as several options."""
    return [name for text in texts for name in re.split(r"[,\s]+", text) if name]


@made(
    "build",
    "",
    "sslgrade course build week1 --exercises mlm_loss,info_nce",
    "sslgrade course build week2 --exercises ntp_loss --quiz ntp --backend jax",
    "sslgrade course build week3 --exercises mlm_loss --points mlm_loss=5",
)
@click.argument("name", metavar="ASSIGNMENT")
@click.option("--exercises", multiple=True, metavar="ID,…", help="Exercises, in this order.")
@click.option("--quiz", multiple=True, metavar="ID,…", help="Questions, or families of them.")
@click.option("--backend", type=BACKEND, default="numpy", show_default=True)
@click.option("--points", multiple=True, metavar="ID=N,…", help="Points other than the usual.")
@click.option(
    "--course",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The course's folder; this one if left out.",
)
def command(
    name: str,
    exercises: tuple[str, ...],
    quiz: tuple[str, ...],
    backend: str,
    points: tuple[str, ...],
    course: Path,
) -> None:
    """Write an assignment and its released version.

    The source notebook holds the references, the released one the stubs: nbgrader makes it. An
    existing assignment is never overwritten.
    """
    need_nbgrader()
    found = catalogue()
    if not found.has_solutions:
        raise ContentError(
            "this installation has no solutions; build assignments with one that does."
        )
    if not listed([*exercises, *quiz]):
        raise StudyError(
            "found no exercise and no question; expected at least one. "
            f"Write `sslgrade course build {name} --exercises mlm_loss`; `sslgrade list` shows all."
        )
    from sslgrade.course.assignment import Assignment, cell_names
    from sslgrade.course.build import build, chosen_exercises, chosen_items, points_of

    chosen = chosen_exercises(found, listed(exercises))
    items = chosen_items(found, listed(quiz))
    worth = points_of(listed(points), cell_names(chosen, items))
    for path in build(course, Assignment(name, chosen, items, backend, worth), say):
        click.echo(f"wrote {shown(path)}")
    click.echo(f"\nNext: look at it, then hand it out: `nbgrader release_assignment {name}`.")
