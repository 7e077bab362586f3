"""Texts of the quiz as HTML, for the formats whose readers show HTML."""

from __future__ import annotations

import re
from html import escape

from sslgrade.report.text import clean

_GAP = re.compile(r"\n\s*\n")


def line(text: str) -> str:
    """Write one line of text as HTML: what stands in backquotes is code."""
    pieces = escape(clean(text).strip(), quote=False).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(pieces))


def paragraphs(text: str) -> str:
    """Write a text as HTML paragraphs."""
    parts = [part for part in _GAP.split(text.strip()) if part.strip()]
    return "".join(f"<p>{line(part)}</p>".replace("\n", "<br>") for part in parts)


def code(text: str) -> str:
    """Write code as HTML; empty where there is none."""
    return f"<pre><code>{escape(clean(text), quote=False)}</code></pre>" if text else ""


def numbered(text: str) -> str:
    """Put line numbers before code whose lines are asked for."""
    lines = text.split("\n")
    wide = len(str(len(lines)))
    return "\n".join(f"{number:>{wide}}  {row}" for number, row in enumerate(lines, 1))
