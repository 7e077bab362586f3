"""``sslgrade status``: how far a learner is, and what comes next."""

from __future__ import annotations

from pathlib import Path

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, say, style
from sslgrade.content.catalogue import catalogue
from sslgrade.report.text import Style, clip, ends, pad, width
from sslgrade.study.standing import Standing, standings
from sslgrade.study.workspace import need


@make("status", "Practise", "sslgrade status")
def command() -> None:
    """Show how far you are, and what comes next."""
    look = style()
    workspace = need(Path.cwd())
    found = standings(workspace, catalogue(), say)
    column = max((width(s.exercise.id) for s in found), default=0)
    lines, family = [], ""
    for standing in found:
        if standing.exercise.manifest.family != family:
            family = standing.exercise.manifest.family
            lines += ["", look.paint(family, "bold")]
        lines.append(_row(standing, column, look))
    passed = sum(s.state == "passed" for s in found)
    points = f"{sum(s.points for s in found)} / {sum(s.most for s in found)} points"
    lines += ["", ends(f"{passed} of {len(found)} exercises passed", points, look.width)]
    following = next((s for s in found if s.state == "failed"), None) or next(
        (s for s in found if s.state == "open"), None
    )
    if following is not None:
        verb = "check" if following.begun else "show"
        lines.append(f"Next: sslgrade {verb} {following.exercise.id}")
    echo("\n".join(lines).lstrip("\n"), look)


def _row(standing: Standing, column: int, look: Style) -> str:
    points = f"{standing.points:2d} / {standing.most:2d}"
    start = f"{pad(standing.exercise.id, column)}  {points}"
    room = look.width - 4 - width(start) - 2
    note = clip(standing.note or standing.exercise.manifest.title, room)
    if not standing.note:
        note = look.paint(note, "dim")
    return f"  {look.mark(standing.state)} {start}  {note}".rstrip()
