"""Small pieces of HTML; every text passes through here and is escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape

from sslgrade.report.text import clean

Cell = tuple[str, str | float | None]
"""Finished HTML, and what the column is sorted by (None: last)."""


def text(value: object) -> str:
    """Escape a text: it may come from a submission."""
    shown = clean(str(value)).encode("utf-8", "replace").decode()
    return escape(shown, quote=True)


def identifier(name: str) -> str:
    """Escape a name that may break after its underscores, and nowhere else."""
    return text(name).replace("_", "_<wbr>")


def plain(value: object) -> Cell:
    """Make a cell of a text or a number, sorted by itself."""
    key = value if isinstance(value, (int, float)) else str(value).casefold()
    return identifier(str(value)), key


def percent(share: float | None) -> Cell:
    """Make a cell of a share."""
    return ("–", None) if share is None else (f"{share:.0%}", share)


def fixed(value: float | None, digits: int = 2) -> Cell:
    """Make a cell of a number with so many digits."""
    if value is None:
        return "–", None
    return f"{value:.{digits}f}".replace("-", "−"), value


def bar(share: float, label: str) -> Cell:
    """Make a cell with a bar, for shares from 0 to 1; the number stands beside it."""
    width = round(100 * max(0.0, min(1.0, share)), 1)
    drawn = (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="10"/><rect width="{width}" height="10"/></svg>'
    )
    return f'{drawn}<span class="num">{text(label)}</span>', share


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, numbers: Sequence[int]
) -> str:
    """Write a table with a caption and headers that a screen reader announces.

    ``numbers`` are the columns that hold numbers. The first column names the row.
    """
    head = "".join(
        f'<th scope="col"{_kind(n, numbers)}>{identifier(h)}</th>' for n, h in enumerate(heads)
    )
    body = "".join(f"<tr>{_row(row, numbers)}</tr>" for row in rows)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{text(caption)}">'
        f'<table class="sortable"><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _kind(column: int, numbers: Sequence[int]) -> str:
    return ' class="n"' if column in numbers else ""


def _row(row: Sequence[Cell], numbers: Sequence[int]) -> str:
    cells = []
    for column, (html, key) in enumerate(row):
        tag = 'th scope="row"' if column == 0 else "td"
        order = "" if key is None else f' data-k="{text(key)}"'
        cells.append(f"<{tag}{_kind(column, numbers)}{order}>{html}</{tag.split()[0]}>")
    return "".join(cells)


def anchor(*names: str) -> str:
    """Return an id for a place of the page, whatever the names hold."""
    return "m-" + hashlib.sha256("\0".join(names).encode("utf-8", "replace")).hexdigest()[:12]


def section(name: str, title: str, *parts: str) -> str:
    """Write one part of the page."""
    inside = "".join(parts)
    return (
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{text(title)}</h2>'
        f"{inside}</section>"
    )


def paragraph(sentence: str) -> str:
    """Write a sentence of our own about what is shown."""
    return f'<p class="note">{text(sentence)}</p>'
