"""``sslgrade course report``: a page about the class."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make_command
from sslgrade.commands._shared import echo, style
from sslgrade.course.store import STORE_NAME
from sslgrade.study.errors import shown


@make_command(
    "report",
    "For instructors and authors",
    "sslgrade course report",
    "sslgrade course report --assignment week1 --out week1.html",
    "sslgrade course report --anonymous --out for-everybody.html",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    default=STORE_NAME,
    show_default=True,
    help="Results to report on.",
)
@click.option("--assignment", metavar="A", help="Only this assignment (default: all).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="report.html",
    show_default=True,
    help="The page; the table beside it ends in .csv.",
)
@click.option("--anonymous", is_flag=True, help="Hide names, also in the code that is shown.")
@click.option("--force", is_flag=True, help="Replace files that are no reports.")
def command(store: Path, assignment: str | None, out: Path, anonymous: bool, force: bool) -> None:
    """Write one page about the class: scores, misconceptions, checks, and who may need help.

    The page is one file that loads nothing from anywhere; a table lies beside it. It shows names
    and code of learners: mind who gets it, or use --anonymous.
    """
    from sslgrade.course.report.make import make, save

    made = make(store, assignment, anonymous=anonymous)
    page, beside = save(made, out, force=force)
    echo(
        f"wrote {shown(page)} and {shown(beside)}: {made.learners:,} learners, "
        f"{made.submissions:,} submissions, {made.needing_help:,} may need help",
        style(),
    )
