"""The ``sslgrade`` group: commands are files of this folder, imported only when they are used."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from sslgrade import __version__

SECTIONS = ("Begin", "Practise", "When stuck", "This installation")
_OTHER = "For instructors and authors"
_SHORT = 66


class _Exemplified(click.Command):
    """Shows examples below the options, and knows its section of the help."""

    section: str = _OTHER
    examples: tuple[str, ...] = ()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; click forgets whose they are where an option lacks its value."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples out as they are, without wrapping."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))


class Command(_Exemplified):
    """A command with examples."""


class _Suggesting(click.Group):
    """Answers a name that is no command with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a name that is none."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            tip = f" Did you mean `{ctx.command_path} {near[0]}`?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}.{tip}", ctx)
        return super().resolve_command(ctx, args)


class Group(_Suggesting, _Exemplified):
    """A command that has commands of its own."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their whole first sentences."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(n, c.get_short_help_str(_SHORT)) for n, c in found if c is not None]
            )


def command(name: str, section: str, *examples: str) -> Callable[[Callable[..., Any]], Command]:
    """Turn a function into a command; its docstring is the help text."""

    def wrap(function: Callable[..., Any]) -> Command:
        made = click.command(name, cls=Command)(function)
        made.section, made.examples = section, examples
        return made

    return wrap


def group(name: str, section: str, *examples: str) -> Callable[[Callable[..., Any]], Group]:
    """Turn a function into a group of commands; its docstring is the help text."""

    def wrap(function: Callable[..., Any]) -> Group:
        made = click.group(name, cls=Group)(function)
        made.section, made.examples = section, examples
        return made

    return wrap


class Commands(_Suggesting):
    """Finds commands by looking into this folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all command files."""
        names = (path.stem for path in Path(__file__).parent.glob("*.py"))
        return sorted(name for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if not cmd_name.isidentifier() or cmd_name not in self.list_commands(ctx):
            return None
        found = import_module(f"sslgrade.commands.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what they are for."""
        rows: dict[str, list[tuple[str, str]]] = {name: [] for name in (*SECTIONS, _OTHER)}
        for name in self.list_commands(ctx):
            found = self.get_command(ctx, name)
            if found is not None and not found.hidden:
                section = getattr(found, "section", _OTHER)
                rows[section].append((name, found.get_short_help_str(_SHORT)))
        for section, listed in rows.items():
            if listed:
                with formatter.section(section):
                    formatter.write_dl(listed)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, message="sslgrade %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Grade your own self-supervised losses, and learn why a wrong one is wrong.

    Begin with `sslgrade demo`, or make a workspace: `sslgrade init DIR`.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
