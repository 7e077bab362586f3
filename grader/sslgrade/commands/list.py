"""``sslgrade list``: the ladder."""

from __future__ import annotations

from pathlib import Path

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, style
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.report.text import Style, clip, pad, width
from sslgrade.study.workspace import find


@make("list", "Practise", "sslgrade list")
def command() -> None:
    """Show all exercises in order.

    With each come its difficulty, minutes, points and tracks.
    """
    look = style()
    exercises = catalogue().exercises
    column = max((width(e.id) for e in exercises), default=0)
    lines, family = [], ""
    for exercise in exercises:
        if exercise.manifest.family != family:
            family = exercise.manifest.family
            lines += ["", look.paint(family, "bold")]
        lines.append(_row(exercise, column, look))
    points = sum(e.manifest.points for e in exercises)
    if any(e.manifest.tier == "stretch" for e in exercises):
        lines += ["", "+ is a stretch exercise: nothing later needs it."]
    lines += ["", f"{len(exercises)} exercises, {points} points. Next: sslgrade show ID"]
    if find(Path.cwd()) is None:
        lines.append("There is no workspace here yet: sslgrade init DIR")
    echo("\n".join(lines).lstrip("\n"), look)


def _row(exercise: Exercise, column: int, look: Style) -> str:
    manifest = exercise.manifest
    dots = "●" * manifest.difficulty + "·" * (5 - manifest.difficulty)
    tag = "" if len(manifest.backends) > 1 else f" [{manifest.backends[0]}]"
    tag += " +" if manifest.tier == "stretch" else ""
    start = f"  {pad(exercise.id, column)}  "
    end = f"  {dots}  {manifest.minutes:3d} min  {manifest.points:3d} pts"
    room = max(8, look.width - width(start) - width(end))
    return start + pad(clip(manifest.title, room - width(tag)) + tag, room) + end
