"""``sslgrade course``: the instructor's side; each command is a file ``_course_NAME.py``."""

from __future__ import annotations

import difflib
from importlib import import_module
from pathlib import Path

import click

_PREFIX = "_course_"
EXAMPLES = (
    "sslgrade course init ssl101",
    "sslgrade course build week1 --exercises mlm_loss --quiz mlm-01",
)


class Course(click.Group):
    """Finds its commands by looking, and imports only the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all command files, in the order in which a course needs them."""
        found = Path(__file__).parent.glob(f"{_PREFIX}*.py")
        names = [path.stem.removeprefix(_PREFIX).replace("_", "-") for path in found]
        order = ["init", "build", "audit", "grade", "merge", "override", "report", "export"]
        return sorted(names, key=lambda n: (order.index(n) if n in order else len(order), n))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"sslgrade.commands.{_PREFIX}{cmd_name.replace('-', '_')}")
        found = module.command
        assert isinstance(found, click.Command)
        return found

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples out as they are, without wrapping."""
        with formatter.section("Examples"):
            formatter.write("".join(f"  {line}\n" for line in EXAMPLES))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a name that is none."""
        names = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in names:
            near = difflib.get_close_matches(args[0], names, n=1)
            tip = f" Did you mean `sslgrade course {near[0]}`?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}.{tip}", ctx)
        return super().resolve_command(ctx, args)


@click.group("course", cls=Course)
def command() -> None:
    """Run a course: build, grade, and see what a class believes."""


command.section = "For instructors and authors"  # type: ignore[attr-defined]
