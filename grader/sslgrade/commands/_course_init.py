"""``sslgrade course init``: write an nbgrader course."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as made
from sslgrade.commands._nbgrader import need_nbgrader
from sslgrade.study.errors import shown


@made("init", "", "sslgrade course init ssl101", "sslgrade course init . --course-id ssl101")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--course-id", metavar="NAME", help="nbgrader's id; the folder's name if left out.")
def command(folder: Path, course_id: str | None) -> None:
    """Write an nbgrader course that grades in isolation.

    It is an ordinary nbgrader course: its settings put sslgrade where nbgrader would run learner
    code beside the score. Nothing that exists is changed.
    """
    need_nbgrader()
    from sslgrade.course.init import create

    for path in create(folder, course_id):
        click.echo(f"wrote {shown(path)}")
    at = "" if folder.resolve() == Path.cwd() else f" --course {shown(folder)}"
    click.echo(f"\nNext: `sslgrade course build week1 --exercises mlm_loss{at}`.")
