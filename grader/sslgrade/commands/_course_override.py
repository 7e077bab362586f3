"""``sslgrade course override``: an instructor's own score, with a reason that is kept."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, style
from sslgrade.course.graded import STORE_NAME
from sslgrade.report.text import clean


@make(
    "override",
    "For instructors and authors",
    'sslgrade course override ann mlm_loss 8 --reason "graded by hand"',
    'sslgrade course override ann mlm_loss --withdraw --reason "my mistake"',
    "sslgrade course override --list         all of them, with reasons",
)
@click.argument("student", required=False)
@click.argument("exercise", required=False)
@click.argument("score", required=False, type=float)
@click.option("--reason", help="Why; it is kept.")
@click.option("--who", metavar="NAME", help="Who decides; default: your user name.")
@click.option("--assignment", metavar="NAME", help="Needed where a learner has it in several.")
@click.option("--withdraw", is_flag=True, help="Let what was graded count again.")
@click.option("--list", "listing", is_flag=True, help="Show the history.")
@click.option("--store", type=click.Path(path_type=Path), help=f"Default: {STORE_NAME}, here.")
def command(
    student: str | None,
    exercise: str | None,
    score: float | None,
    reason: str | None,
    who: str | None,
    assignment: str | None,
    withdraw: bool,
    listing: bool,
    store: Path | None,
) -> int:
    """Give a submission your own score, and say why.

    The report, the grade that was computed and every earlier override stay in the store.
    """
    from sslgrade.course.override import override
    from sslgrade.course.store import Store

    path = store or Path(STORE_NAME)
    if listing:
        with Store.open(path, read_only=True) as opened:
            lines = [
                f"{when.when}  {name}  {who_for}  {what}  "
                f"{'withdrawn' if when.score is None else f'{when.score:g}'}  {when.who}: "
                f"{when.reason}"
                for name, who_for, what, when in opened.overrides(assignment, student)
            ]
        echo(clean("\n".join(lines) or "No score was overridden."), style())
        return 0
    if student is None or exercise is None or (score is None) != withdraw:
        raise click.UsageError("expected STUDENT EXERCISE SCORE, or STUDENT EXERCISE --withdraw")
    if reason is None:
        raise click.UsageError('expected --reason "…": it is kept with the score')
    with Store.open(path) as opened:
        said = override(
            opened,
            student,
            exercise,
            score,
            reason=reason,
            who=who or _user(),
            assignment=assignment,
        )
    echo(clean(said), style())
    return 0


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for this user
        return "unknown"
