"""``sslgrade doctor``: what this installation is, and what would make it better."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from sslgrade import __version__
from sslgrade.commands._errors import OUR_FAULT
from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, style
from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.report.text import Style, pad, wrap
from sslgrade.study.errors import StudyError
from sslgrade.study.workspace import find

_COLUMN = 18


@make("doctor", "This installation", "sslgrade doctor")
def command() -> int:
    """Show versions, content, workspace and isolation level.

    For every layer of isolation that is missing, it says why and how to get it. Add the output to
    a bug report.
    """
    look = style()
    lines = [
        *_row("sslgrade", __version__, look),
        *_row("python", f"{platform.python_version()} on {platform.system()}", look),
        *_row("numpy", _version("numpy") or "not installed: pip install numpy", look),
        *_row("jax", _version("jax") or "not installed: pip install 'sslgrade[jax]'", look),
    ]
    sound = True
    for name, tell in (("content", _content), ("workspace", _workspace)):
        try:
            lines += _row(name, tell(), look)
        except (ContentError, StudyError) as error:
            lines += _row(name, str(error), look, good=False)
            sound = False
    echo("\n".join([*lines, *_isolation(look)]), look)
    return 0 if sound else OUR_FAULT


def _row(name: str, value: str, look: Style, *, good: bool | None = None) -> list[str]:
    mark = "  " if good is None else look.mark("passed" if good else "failed") + " "
    indent = " " * (2 + _COLUMN)
    lines = wrap(value, look.width, indent)
    return [mark + pad(name, _COLUMN) + lines[0][len(indent) :], *lines[1:]]


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _content() -> str:
    found = catalogue()
    exercises = found.exercises
    with_solution = sum(e.has_solution for e in exercises)
    solutions = (
        f"{with_solution} with solutions" if with_solution else "without solutions: no diagnosis"
    )
    return f"{len(exercises)} exercises, {solutions}, in {found.root}"


def _workspace() -> str:
    found = find(Path.cwd())
    if found is None:
        return "none from here upwards; `sslgrade init DIR` makes one"
    return f"{found.root} ({found.backend})"


def _isolation(look: Style) -> list[str]:
    from sslgrade.worker.isolation.facts import doctor_facts

    facts = doctor_facts()
    missing = [fact.level for fact in facts if not fact.available]
    reached = [fact.level for fact in facts if fact.level < min(missing, default="L9")]
    head = f"Isolation of the code that is graded: reaches {max(reached, default='L0')}"
    lines = ["", look.paint(head, "bold")]
    for fact in facts:
        told = fact.what if fact.available else f"{fact.why_not}. {fact.how_to_get}"
        name = f"{fact.level} {fact.layer}"
        lines += _row(name, told.replace("..", "."), look, good=fact.available)
    return lines
