"""``sslgrade update``: bring new exercises into the workspace."""

from __future__ import annotations

from pathlib import Path

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, say, style
from sslgrade.commands._told import files, other_track
from sslgrade.content.catalogue import catalogue
from sslgrade.report.text import wrap
from sslgrade.study.scaffold import update
from sslgrade.study.workspace import need


@make("update", "Begin", "sslgrade update")
def command() -> None:
    """Bring new exercises into the workspace.

    What you wrote is never touched, and you are told which exercises changed. A stub that you
    have not begun is renewed.
    """
    look = style()
    workspace = need(Path.cwd())
    outcome = update(workspace, catalogue(), say)
    lines = []
    for paths, word in ((outcome.written, "written"), (outcome.refreshed, "renewed")):
        if paths:
            lines += [f"{len(paths)} {'file' if len(paths) == 1 else 'files'} {word}:"]
            lines += files(paths)
    if outcome.changed:
        names = ", ".join(outcome.changed)
        lines += wrap(f"Changed since your files were written: {names}.", look.width)
        lines += ["Your files are as they were. Next: sslgrade check"]
    if not lines:
        lines = ["Everything is up to date."]
    echo("\n".join(lines + other_track(outcome, workspace.backend)), look)
