"""Keep the outcome of a check in the workspace's progress."""

from __future__ import annotations

from sslgrade.report.model import Report
from sslgrade.study.errors import StudyError
from sslgrade.study.progress import store
from sslgrade.study.selection import Target
from sslgrade.study.store import Say
from sslgrade.study.workspace import Workspace


def remember(workspace: Workspace, target: Target, report: Report, say: Say) -> None:
    """Record one report; a progress file that cannot be written is said, and is no failure."""
    if report.status == "not_started":
        return
    try:
        with store(workspace.state, say).changing() as progress:
            exercise = target.exercise
            progress.get(exercise.id, target.backend, exercise.content_hash()).add(report)
    except StudyError as error:
        say(f"the result was not recorded. {error}")
