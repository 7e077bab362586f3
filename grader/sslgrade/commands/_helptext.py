"""docs/commands.md from every command's help: ``python -m sslgrade.commands._helptext PATH``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from sslgrade.commands._group import cli

WIDTH = 78
"""The width of a help text on a terminal of 80 columns: click leaves two free."""
HEAD = """\
# Commands

What `sslgrade COMMAND --help` prints, written by
`python -m sslgrade.commands._helptext docs/commands.md`; a test compares. Exit codes: 0 all passed,
1 something failed, 2 wrong usage, 3 the grader itself could not grade.
[A session](session.md) shows the commands at work.
"""


def document() -> str:
    """Return the whole page."""
    root = click.Context(cli, info_name="sslgrade", terminal_width=WIDTH, **cli.context_settings)
    parts = [HEAD]
    for ctx in _contexts(root):
        text = "\n".join(line.rstrip() for line in ctx.get_help().split("\n"))
        parts.append(f"## {ctx.command_path}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def _contexts(ctx: click.Context) -> Iterator[click.Context]:
    """Visit a command, then the commands below it."""
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            found = ctx.command.get_command(ctx, name)
            if found is not None and not found.hidden:
                yield from _contexts(click.Context(found, info_name=name, parent=ctx))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
