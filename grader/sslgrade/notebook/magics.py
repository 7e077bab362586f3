"""Take what only IPython understands out of a cell, and say what was taken out.

Works on text alone: neither IPython nor a kernel is needed. The lines keep their numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RUNS_ITS_BODY = frozenset({"time", "capture", "prun"})
"""Cell magics whose body is ordinary Python that binds names in the notebook."""

# What is possessive (`*+`) never gives back: a line of blanks would else take quadratic time.
_MAGIC = re.compile(r"\s*+(?:[%!?]|[\w\s,.\[\]]++=\s*+(?:%\w|!))|\s*+%{0,2}[\w.*]++\?{1,2}\s*+$")
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_STRING = re.compile(r"\"\"\"|'''|\"|'")
_SHOWN = 40


@dataclass(frozen=True)
class Plain:
    """A cell as plain Python, and the magics that are not in it any more."""

    text: str
    dropped: tuple[str, ...] = ()


def plain(cell: str) -> Plain:
    """Replace every magic of a cell by ``pass``, or the cell by nothing if it is no Python."""
    lines = cell.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    dropped = []
    head = _CELL_MAGIC.match(lines[first])
    if head is not None:
        dropped.append(_short(lines[first]))
        if head[1] not in RUNS_ITS_BODY:
            return Plain("\n" * (len(lines) - 1), tuple(dropped))
        lines[first] = ""
    scan, inside = _Scan(), False
    for number, line in enumerate(lines):
        if inside or (scan.fresh and _MAGIC.match(line)):
            if not inside:
                dropped.append(_short(line))
            indent = line[: len(line) - len(line.lstrip())]
            lines[number] = "" if inside else f"{indent}pass"
            inside = line.endswith("\\")
        else:
            scan.line(line)
    return Plain("\n".join(lines), tuple(dropped))


def _short(line: str) -> str:
    line = line.strip()
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


class _Scan:
    """Knows whether the next line begins a statement, or goes on with one."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def fresh(self) -> bool:
        """Whether a statement may begin here."""
        return not (self._depth or self._quote or self._continued)

    def line(self, text: str) -> None:
        """Read one line."""
        place = 0
        while place < len(text):
            if self._quote:
                place = self._string(text, place)
                continue
            opening = _STRING.match(text, place)
            if opening:
                self._quote = opening[0]
                place = opening.end()
                continue
            char = text[place]
            if char == "#":
                break
            if char in "([{":
                self._depth += 1
            elif char in ")]}":
                self._depth = max(0, self._depth - 1)
            place += 1
        self._continued = text.endswith("\\") and not self._quote
        if len(self._quote) == 1 and not text.endswith("\\"):
            self._quote = ""

    def _string(self, text: str, place: int) -> int:
        """Go on behind the string's end, or to the end of the line."""
        while place < len(text):
            if text[place] == "\\":
                place += 2
            elif text.startswith(self._quote, place):
                place += len(self._quote)
                self._quote = ""
                return place
            else:
                place += 1
        return place
