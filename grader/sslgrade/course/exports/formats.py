"""The formats, found by looking: a file of ``quiz/`` or ``results/`` is a format of that name."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

from sslgrade.course.exports.files import Export
from sslgrade.study.errors import StudyError

Kind = Literal["quiz", "results", "autograder"]
_HERE = Path(__file__).parent
GRADESCOPE = "gradescope"


@dataclass(frozen=True)
class Format:
    """One format: what it holds, its module, and its files' ending (empty: a folder)."""

    name: str
    kind: Kind
    module: str

    @property
    def suffix(self) -> str:
        """The ending of its files' names."""
        found: str = import_module(self.module).SUFFIX
        return found

    @property
    def write(self) -> Callable[..., Export]:
        """The function that makes an export."""
        found: Callable[..., Export] = import_module(self.module).write
        return found


def formats() -> dict[str, Format]:
    """Return all formats by name; nothing is imported for that."""
    found = {GRADESCOPE: Format(GRADESCOPE, "autograder", f"{__package__}.gradescope")}
    kinds: tuple[Literal["results", "quiz"], ...] = ("results", "quiz")
    for kind in kinds:
        for path in sorted((_HERE / kind).glob("[a-z]*.py")):
            name = path.stem.replace("_", "-")
            found[name] = Format(name, kind, f"{__package__}.{kind}.{path.stem}")
    return found


def named(name: str) -> Format:
    """Return one format.

    Raises
    ------
    StudyError
        No such format; the message lists them, the nearest first.
    """
    known = formats()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        tip = f" Did you mean {near[0]}?" if near else ""
        raise StudyError(f"no format {name!r}.{tip} Expected {', '.join(known)}.")
    return known[name]
