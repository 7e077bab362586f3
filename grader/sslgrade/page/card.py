"""The card's text: ``concept/card/NN_name.md``, one file a section, in the order of their names.

A file begins with its heading. A line such as ``{figure infonce-circle}``, ``{lab temperature}``,
``{quiz nce-01 nce-02}`` or ``{papers}`` stands alone and is replaced by that piece of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.modules import ContentError

_PIECE = re.compile(r"^\{(?P<kind>[a-z]+)(?P<names>(?: [\w.-]+)*)\}$")
_NAME = re.compile(r"^\d\d_(?P<name>[a-z][a-z_]*)$")
PIECES = ("figure", "lab", "quiz", "papers")


@dataclass(frozen=True)
class Piece:
    """One part of a section: a text, or something that the page puts there."""

    kind: str  # "text", or one of PIECES
    text: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One file of the card."""

    name: str
    title: str
    pieces: tuple[Piece, ...]


def read(folder: Path) -> tuple[Section, ...]:
    """Read all sections.

    Raises
    ------
    ContentError
        Names the file and what is wrong with it.
    """
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise ContentError(f"{folder}: no text found. Restore it: `pip install` sslgrade again.")
    return tuple(_section(path) for path in paths)


def _section(path: Path) -> Section:
    named = _NAME.match(path.stem)
    if named is None:
        raise ContentError(f"{path}: found this name, expected one such as 10_why.md. Rename it.")
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    if not first.startswith("## "):
        raise ContentError(f"{path}: found {first!r}, expected a heading `## …` in the first line.")
    return Section(named["name"], first[3:].strip(), tuple(_pieces(path, rest)))


def _pieces(path: Path, text: str) -> Iterator[Piece]:
    lines: list[str] = []
    for line in text.split("\n"):
        found = _PIECE.match(line.strip())
        if found is None:
            lines.append(line)
            continue
        if found["kind"] not in PIECES:
            raise ContentError(f"{path}: found {line!r}, expected one of {', '.join(PIECES)}.")
        if any(map(str.strip, lines)):
            yield Piece("text", "\n".join(lines))
        yield Piece(found["kind"], names=tuple(found["names"].split()))
        lines = []
    if any(map(str.strip, lines)):
        yield Piece("text", "\n".join(lines))
