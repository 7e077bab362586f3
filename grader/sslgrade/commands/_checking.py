"""What ``sslgrade check`` does, without click: grade, show, remember."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sslgrade.commands._asked import Asked
from sslgrade.commands._early import Early
from sslgrade.commands._errors import OUR_FAULT, complain
from sslgrade.commands._naming import named
from sslgrade.commands._screen import echo, style
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.report.model import Isolation, Report, document
from sslgrade.report.terminal import line, render, summary
from sslgrade.report.text import Style
from sslgrade.study.errors import NoWorkspace
from sslgrade.study.selection import Target, from_workspace, one_file
from sslgrade.study.workspace import Workspace, find, need


def check(asked: Asked, early: Early) -> int:
    """Grade what was asked and return the exit code."""
    look = style(no_color=asked.no_color)
    workspace, targets = _select(asked)
    several = len(targets) > 1
    reports, broken = [], False
    for target in targets:
        try:
            report = _grade(target, asked, early)
        except ContentError as error:
            complain(str(error))
            broken = True
            continue
        reports.append(report)
        if workspace is not None and target.in_workspace:
            from sslgrade.study.recording import remember

            remember(workspace, target, report, complain)
        if not asked.as_json:
            _show(report, target, look, several)
    if asked.as_json:
        import json

        echo(json.dumps(document(reports), indent=2, ensure_ascii=True), look)
    elif several:
        echo(summary(reports, look), look)
    elif not targets:
        echo("Nothing is begun yet.\n\nNext: sslgrade list", look)
    if broken:
        return OUR_FAULT
    return 0 if reports and all(report.status == "passed" for report in reports) else 1


def _select(asked: Asked) -> tuple[Workspace | None, list[Target]]:
    here = Path.cwd()
    exercises: list[Exercise] = list(dict.fromkeys(map(named, asked.names)))
    if asked.file is None:
        try:
            root = need(here)
        except NoWorkspace as error:
            raise NoWorkspace(
                f"{error} Or grade one file: `sslgrade check ID --file PATH`."
            ) from None
        return root, from_workspace(root, catalogue(), exercises, asked.backend, complain)
    file = Path(asked.file)
    around = find(file.parent)
    if around is not None and around.file_of(exercises[0].id) == file.resolve():
        return around, from_workspace(around, catalogue(), exercises, asked.backend, complain)
    workspace = around or find(here)
    return workspace, [one_file(exercises[0], file, asked.backend, workspace, complain)]


def _grade(target: Target, asked: Asked, early: Early) -> Report:
    if not target.begun:
        return _not_started(target)
    from sslgrade.grading.grade import grade, limits_for

    limits = limits_for(target.exercise.manifest, target.backend)
    with _patience(target.exercise, limits.cpu_s):
        return grade(
            target.source,
            target.exercise,
            target.backend,
            seed=asked.seed,
            isolation=asked.isolation,
            modules=target.modules,
            filename=target.path.name,
            limits=limits,
            worker=early.take(target.backend, limits),
        )


def _patience(exercise: Exercise, cpu_s: float) -> AbstractContextManager[None]:
    """Count the seconds of a capstone on the terminal; nothing else takes long."""
    if not exercise.manifest.capstone:
        return nullcontext()
    from sslgrade.commands._waiting import waiting

    return waiting(exercise.id, cpu_s)


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
