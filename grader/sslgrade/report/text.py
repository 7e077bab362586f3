"""Plain text for terminals: widths, wrapping, columns, marks and colour. Knows no report."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sslgrade.records import dataclass

WIDEST = 80
_NARROWEST = 40
_SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_WORD = re.compile(r"(?:`[^`]*`|\S)+")
_GAP = re.compile(r" {3,}")
_MARKED = 8
"""Most characters for one column of a line that is cut; accents of real languages take three."""
_MARKS = {"passed": "✓", "failed": "✗", "skipped": "–", "open": "·", "locked": "○"}
_ASCII = str.maketrans(
    dict(zip("✓✗–·○●“”’÷×−─", '+x--o*""\'/*--', strict=True))
    | {"→": "->", "…": "...", "τ": "tau", "≤": "<=", "≥": ">="}
)


@dataclass(frozen=True)
class Style:
    """What the stream at hand can show."""

    colour: bool = False
    unicode: bool = True
    width: int = WIDEST

    @classmethod
    def of(
        cls, stream: Any, *, no_color: bool = False, environ: Mapping[str, str] | None = None
    ) -> Style:
        """Look at a stream and its environment: colour only on a terminal that wants it."""
        env = os.environ if environ is None else environ
        tty = bool(getattr(stream, "isatty", lambda: False)())
        plain = no_color or bool(env.get("NO_COLOR")) or env.get("TERM") == "dumb"
        try:
            "✓“”÷τ".encode(getattr(stream, "encoding", None) or "utf-8")
            able = True
        except (UnicodeEncodeError, LookupError):
            able = False
        return cls(tty and not plain, able, _columns(stream, env, tty))

    def paint(self, text: str, *names: str) -> str:
        """Colour a text; ``names`` are bold, dim, red, green or yellow."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(_SGR[name] for name in names)}m{text}\x1b[0m"

    def mark(self, status: str) -> str:
        """Return the coloured mark of a status: passed, failed, skipped, open or locked."""
        colour = {"passed": "green", "failed": "red"}.get(status, "dim")
        return self.paint(_MARKS[status], colour)

    def final(self, text: str) -> str:
        """Make a finished text printable where only ASCII is."""
        if self.unicode:
            return text
        return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")


def _columns(stream: Any, env: Mapping[str, str], tty: bool) -> int:
    asked = env.get("COLUMNS", "")
    if asked.isdigit() and int(asked) > 0:
        columns = int(asked)
    elif tty:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns or WIDEST
        except (OSError, ValueError):
            columns = WIDEST
    else:
        columns = WIDEST
    return max(_NARROWEST, min(columns, WIDEST))


def clean(text: str) -> str:
    """Show control characters instead of obeying them: the text may come from a submission."""
    return "".join(
        c if c == "\n" or c.isprintable() else "    " if c == "\t" else _visible(c) for c in text
    )


def _visible(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def width(text: str) -> int:
    """Count the terminal columns of a text without colour."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _fitting(text: str, columns: int, start: int = 0) -> int:
    """Return where a line that begins at ``start`` has to end to be no wider than ``columns``."""
    end, used = start, 0
    while end < len(text):
        used += width(text[end])
        if used > columns:
            break
        end += 1
    return end


def pad(text: str, columns: int) -> str:
    """Fill up with spaces to a width."""
    return text + " " * (columns - width(text))


def clip(text: str, columns: int) -> str:
    """Cut a line to a width, with an ellipsis where something was cut."""
    # Marks take no column: any number of them may stand on one character.
    longest = _MARKED * columns
    if len(text) <= longest and width(text) <= columns:
        return text
    return text[: min(longest, _fitting(text, columns - 1))] + "…"


def wrap(
    text: str, columns: int, indent: str = "", hanging: str | None = None, *, cut: bool = True
) -> list[str]:
    """Break a text at spaces where it does not fit on one line.

    Words in backquotes stay together: they are commands. A word longer than a line is cut, or
    left whole where somebody will copy it, as with a path.
    The first line starts with ``indent``, the others with ``hanging`` (default: the same).
    """
    hanging = indent if hanging is None else hanging
    text = text.strip()
    if width(indent + text) <= columns:
        return [indent + text]
    lines: list[str] = []
    line = indent
    for word in _WORD.findall(text):
        head = indent if not lines else hanging
        whole = not cut and width(hanging + word) > columns
        if line != head and width(line) + 1 + width(word) > columns and not whole:
            lines.append(line)
            line = head = hanging
        line += word if line == head else f" {word}"
        if cut and width(line) > columns:
            *full, line = _pieces(line, columns, hanging)
            lines += full
    return [*lines, line] if line.strip() or not lines else lines


def _pieces(line: str, columns: int, hanging: str) -> list[str]:
    """Cut a line that is too wide; pieces behind the first one start with ``hanging``."""
    end = max(1, _fitting(line, columns))
    found = [line[:end]]
    room = columns - width(hanging)
    while end < len(line):
        start, end = end, max(end + 1, _fitting(line, room, end))
        found.append(hanging + line[start:end])
    return found


def phrases(text: str, columns: int, indent: str = "") -> list[str]:
    """Wrap a text whose parts stand three blanks apart, between its parts where that helps."""
    lines: list[str] = []
    line = ""
    for part in _GAP.split(text.strip()):
        if line and width(indent + line) + 3 + width(part) > columns:
            lines += wrap(line, columns, indent)
            line = part
        else:
            line += f"   {part}" if line else part
    return lines + wrap(line, columns, indent)


def columns(cells: Sequence[str], total: int, indent: str = "  ", gap: int = 3) -> list[str]:
    """Lay short texts out in columns of one width, row by row."""
    if not cells:
        return []
    each = max(width(cell) for cell in cells) + gap
    per_row = max(1, (total - width(indent) + gap) // each)
    rows = [cells[i : i + per_row] for i in range(0, len(cells), per_row)]
    return [(indent + "".join(pad(cell, each) for cell in row)).rstrip() for row in rows]


def ends(left: str, right: str, total: int) -> str:
    """Put one text at the left end of a line and one at the right end."""
    return left + " " * max(2, total - width(left) - width(right)) + right
