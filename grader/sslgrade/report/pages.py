"""Longer texts in the terminal: Markdown and code, formatted by rich only where there is colour."""

from __future__ import annotations

from io import StringIO

from sslgrade.report.text import Style, clean

_CODE = "ansi_dark"
"""A theme that leaves the background alone: it may be light or dark."""


def markdown(text: str, style: Style) -> str:
    """Format Markdown; without colour it stays as it was written, which reads well too."""
    text = clean(text).strip("\n")
    if not style.colour:
        return text
    from rich.markdown import Markdown

    return _rich(Markdown(text, code_theme=_CODE), style)


def python(source: str, style: Style) -> str:
    """Format Python code; without colour it stays as it is."""
    source = clean(source).strip("\n")
    if not style.colour:
        return source
    from rich.syntax import Syntax

    return _rich(Syntax(source, "python", theme=_CODE, word_wrap=True), style)


def _rich(renderable: object, style: Style) -> str:
    from rich.console import Console
    from rich.theme import Theme

    stream = StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        width=style.width,
        color_system="standard",
        no_color=False,
        theme=Theme({"markdown.code": "cyan", "markdown.code_block": "default"}),
    )
    console.print(renderable)
    return stream.getvalue().strip("\n")
