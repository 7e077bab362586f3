"""``sslgrade check``: grade, name what went wrong, and remember it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from sslgrade.commands._early import Early
from sslgrade.commands._errors import OUR_FAULT, complain
from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, EXERCISE, echo, say, style
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.report.model import Isolation, Report, document
from sslgrade.report.terminal import line, render, summary
from sslgrade.report.text import Style
from sslgrade.study.errors import StudyError
from sslgrade.study.progress import store as progress_store
from sslgrade.study.selection import Target, from_workspace, one_file
from sslgrade.study.workspace import Workspace, find, need


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
    type=click.Choice(["auto", "L0", "L1", "L2", "L3"]),
    default="auto",
    help="How strongly to shut the code in; auto takes the best that works here.",
)
@click.option("--no-color", is_flag=True, help="Print without colour, as NO_COLOR=1 does.")
@click.pass_context
def command(
    ctx: click.Context,
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
    look = style(no_color=no_color)
    workspace, targets = _select(list(dict.fromkeys(exercises)), file, backend)
    several = len(targets) > 1
    early = ctx.obj if isinstance(ctx.obj, Early) else Early()
    reports, broken = [], False
    for target in targets:
        try:
            report = _grade(target, seed, isolation, early)
        except ContentError as error:
            complain(str(error))
            broken = True
            continue
        reports.append(report)
        if workspace is not None and target.in_workspace and report.status != "not_started":
            _remember(workspace, target, report)
        if not as_json:
            _show(report, target, look, several)
    if as_json:
        click.echo(json.dumps(document(reports), indent=2, ensure_ascii=True))
    elif several:
        echo(summary(reports, look), look)
    elif not targets:
        echo("Nothing is begun yet.\n\nNext: sslgrade list", look)
    if broken:
        return OUR_FAULT
    return 0 if reports and all(report.status == "passed" for report in reports) else 1


def _select(
    exercises: list[Exercise], file: Path | None, backend: str | None
) -> tuple[Workspace | None, list[Target]]:
    here = Path.cwd()
    if file is None:
        try:
            root = need(here)
        except StudyError as error:
            raise StudyError(
                f"{error} Or grade one file: `sslgrade check ID --file PATH`."
            ) from None
        return root, from_workspace(root, catalogue(), exercises, backend, say)
    if len(exercises) != 1:
        raise click.UsageError(
            f"found --file with {len(exercises) or 'no'} IDs, expected exactly one: "
            f"`sslgrade check ID --file {file}`"
        )
    around = find(file.parent)
    if around is not None and around.file_of(exercises[0].id) == file.resolve():
        return around, from_workspace(around, catalogue(), exercises, backend, say)
    workspace = around or find(here)
    return workspace, [one_file(exercises[0], file, backend, workspace, say)]


def _grade(target: Target, seed: int | None, isolation: str, early: Early) -> Report:
    if not target.begun:
        return _not_started(target)
    from sslgrade.grading.grade import grade, limits_for

    limits = limits_for(target.exercise.manifest, target.backend)
    return grade(
        target.source,
        target.exercise,
        target.backend,
        seed=seed,
        isolation=isolation,
        modules=target.modules,
        filename=target.path.name,
        limits=limits,
        worker=early.take(target.backend, limits),
    )


def _not_started(target: Target) -> Report:
    exercise = target.exercise
    return Report(
        exercise=exercise.id,
        backend=target.backend,
        status="not_started",
        reason=None,
        mode="full" if exercise.has_solution else "public",
        score=0,
        max_score=exercise.manifest.points_for(target.backend),
        checks=(),
        diagnosis=None,
        relation=None,
        counterexample=None,
        isolation=Isolation("none"),
        seed=None,
        cpu_s=0.0,
        wall_s=0.0,
        peak_rss_mb=0.0,
    )


def _remember(workspace: Workspace, target: Target, report: Report) -> None:
    try:
        with progress_store(workspace.state, say).changing() as progress:
            exercise = target.exercise
            progress.get(exercise.id, target.backend, exercise.content_hash()).add(report)
    except StudyError as error:
        complain(f"the result was not recorded. {error}")


def _show(report: Report, target: Target, look: Style, several: bool) -> None:
    if several and report.status == "passed":
        echo(line(report, look) + "\n", look)
        return
    step = None
    if report.status == "passed":
        step = "sslgrade status"
        if target.exercise.has_solution:
            step = f"compare with the reference: sslgrade solution {report.exercise}"
    echo(render(report, look, next_step=step) + ("\n" if several else ""), look)
