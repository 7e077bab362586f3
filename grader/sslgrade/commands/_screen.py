"""What is printed, and how, without click: a plain ``check`` never waits for its import."""

from __future__ import annotations

import sys
from typing import TextIO

from sslgrade.report.text import Style


def style(*, no_color: bool = False) -> Style:
    """Return the style of standard output."""
    return Style.of(sys.stdout, no_color=no_color)


def echo(text: str, look: Style) -> None:
    """Print to standard output, in what it can show."""
    put(look.final(text), sys.stdout, look.colour)


def put(text: str, stream: TextIO, colour: bool) -> None:
    """Print one text that is final."""
    if sys.platform == "win32":
        import click

        # It translates colours for consoles that do not know them.
        click.echo(text, stream, color=colour)
    else:
        print(text, file=stream, flush=True)
