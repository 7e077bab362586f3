"""``sslgrade list``: the ladder."""

from __future__ import annotations

from pathlib import Path

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, style
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.report.text import Style, clip, pad, width
from sslgrade.study.workspace import find

_NARROW = 16
_TAGS = {
    "N": "N: for NumPy only.",
    "J": "J: for JAX only.",
    "+": "+: a stretch exercise; nothing later needs it.",
}


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
    used = {_tag(exercise) for exercise in exercises}
    told = [text for tag, text in _TAGS.items() if any(tag in each for each in used)]
    lines += ["", *told] if told else []
    lines += ["", f"{len(exercises)} exercises, {points} points. Next: sslgrade show ID"]
    if find(Path.cwd()) is None:
        lines.append("There is no workspace here yet: sslgrade init DIR")
    echo("\n".join(lines).lstrip("\n"), look)


def _row(exercise: Exercise, column: int, look: Style) -> str:
    manifest = exercise.manifest
    dots = "●" * manifest.difficulty + "·" * (5 - manifest.difficulty)
    tag = _tag(exercise)
    start = f"  {pad(exercise.id, column)}  "
    end = f"  {dots}  {manifest.minutes:2d} min  {manifest.points:2d} pts"
    room = look.width - width(start) - width(end)
    if room < _NARROW:  # the id says enough
        return start + pad(tag.strip(), 3) + end.lstrip()
    return start + pad(clip(manifest.title, room - width(tag)) + tag, room) + end


def _tag(exercise: Exercise) -> str:
    """Return the marks behind a title."""
    tag = "" if len(exercise.manifest.backends) > 1 else exercise.manifest.backends[0][0].upper()
    tag += "+" if exercise.manifest.tier == "stretch" else ""
    return f" {tag}" if tag else ""
