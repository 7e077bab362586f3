"""``sslgrade course grade``: grade a class into its store."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sslgrade.commands._asked import LEVELS
from sslgrade.commands._errors import OUR_FAULT, complain
from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, EXERCISE, echo, style
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.course.graded import STORE_NAME
from sslgrade.report.text import clean

if TYPE_CHECKING:
    from sslgrade.course.batch import Shard
    from sslgrade.course.engines.tasks import Engine, Setup


if TYPE_CHECKING:
    _Base = click.ParamType[Shard]
else:
    _Base = click.ParamType  # generic only since click 8.2


class ShardType(_Base):
    """``i/n``, with i from 1 to n."""

    name = "i/n"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Shard:
        """Read one shard."""
        from sslgrade.course.batch import Shard

        if isinstance(value, Shard):
            return value
        index, slash, count = str(value).partition("/")
        good = slash and all(word.isascii() and word.isdigit() for word in (index, count))
        if not good or not 1 <= int(index) <= int(count):
            self.fail(f"found {value!r}, expected i/n such as 2/8: the second of eight parts")
        return Shard(int(index), int(count))


@make(
    "grade",
    "For instructors and authors",
    "sslgrade course grade submitted/        a folder of submissions",
    "sslgrade course grade week1             an assignment of nbgrader",
    "sslgrade course grade hw1 --shard 2/8   a part of it, on one of eight machines",
)
@click.argument("where", metavar="DIR|ASSIGNMENT")
@click.option("--store", type=click.Path(path_type=Path), help=f"Default: {STORE_NAME}, here.")
@click.option("--assignment", metavar="NAME", help="Default: the folder's name.")
@click.option("--exercise", "only", type=EXERCISE, help="Grade this exercise alone.")
@click.option("--backend", type=BACKEND, help="Default: what each file imports.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; default: cores.")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", metavar="ADDR", help="Dask's scheduler, such as tcp://host:8786.")
@click.option("--shard", type=ShardType(), help="Grade one of n equal parts; merge the stores.")
@click.option(
    "--seed-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The run's secret; shards share one. Made if missing.",
)
@click.option("--isolation", type=click.Choice(LEVELS), default="auto", show_default=True)
@click.option("--allow-weak-isolation", "weak", is_flag=True, help="Grade below level L2 too.")
@click.option("--regrade", is_flag=True, help="Replace results of exercises that have changed.")
@click.option("--gradebook", metavar="URL", help="nbgrader's, as sqlite:///gradebook.db.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(
    where: str,
    store: Path | None,
    assignment: str | None,
    only: Exercise | None,
    backend: str | None,
    jobs: int | None,
    engine: str,
    scheduler: str | None,
    shard: Shard | None,
    seed_file: Path | None,
    isolation: str,
    weak: bool,
    regrade: bool,
    gradebook: str | None,
    as_json: bool,
) -> int:
    """Grade a class: .py files and notebooks, each text once.

    Understood are STUDENT/EXERCISE.py, EXERCISE/STUDENT.py, STUDENT/*.ipynb and nbgrader's
    STUDENT/ASSIGNMENT/*.ipynb. A run that was stopped, even killed, goes on where it was. Exit
    code: 0 all graded, 2 wrong usage, 3 some could not be graded.
    """
    if (engine == "dask") != (scheduler is not None):
        raise click.UsageError("--engine dask and --scheduler ADDR belong together")
    from sslgrade.course.engines.strength import refuse_weak
    from sslgrade.course.engines.tasks import Setup
    from sslgrade.course.grading import Asked, grade_class
    from sslgrade.course.showing import shown

    if gradebook is not None:
        from sslgrade.commands._nbgrader import need_nbgrader

        need_nbgrader()
    asked = Asked(where, assignment, only, backend, shard, seed_file, regrade, gradebook)
    setup = Setup(isolation, weak, str(catalogue().root) if engine == "local" else None)
    if engine == "local":
        refuse_weak(setup, "numpy")
    with shown(sys.stderr) as progress:
        outcome = grade_class(
            asked,
            store or Path(STORE_NAME),
            lambda: _engine(setup, jobs or os.cpu_count() or 1, scheduler),
            complain,
            progress,
        )
    look = style()
    if as_json:
        import json

        echo(json.dumps(outcome.to_json(), indent=2, ensure_ascii=True), look)
    else:
        echo(clean(outcome.text()), look)
    return OUR_FAULT if outcome.faults else 0


def _engine(setup: Setup, jobs: int, scheduler: str | None) -> Engine:
    if scheduler is not None:
        from sslgrade.course.engines.dask import Dask

        return Dask(setup, scheduler)
    from sslgrade.course.engines.local import Local

    return Local(setup, jobs)
