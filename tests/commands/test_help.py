from collections.abc import Callable
from typing import Any

import click
import pytest

from sslgrade.commands._group import Command, cli
from sslgrade.report.text import width

Run = Callable[..., Any]
CONTEXT = click.Context(cli)
MINE = [
    name
    for name in cli.list_commands(CONTEXT)
    if isinstance(cli.get_command(CONTEXT, name), Command)
]


def test_commands_are_found_by_looking() -> None:
    names = "check completion demo doctor hint init list replay reset show solution status update"
    assert set(names.split()) <= set(cli.list_commands(CONTEXT))


@pytest.mark.parametrize("name", MINE)
def test_every_help_fits_80_columns_and_ends_with_an_example(sslgrade: Run, name: str) -> None:
    done = sslgrade(name, "--help")
    assert done.code == 0
    assert max(width(line) for line in done.out.splitlines()) <= 80
    *_, last = done.out.split("Examples:\n")
    assert last.startswith(f"  sslgrade {name}")


@pytest.mark.parametrize("name", cli.list_commands(CONTEXT))
def test_short_helps_are_whole_sentences(name: str) -> None:
    command = cli.get_command(CONTEXT, name)
    assert command is not None
    assert not command.get_short_help_str(66).endswith("...")


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_the_groups_help(sslgrade: Run, arguments: tuple[str, ...]) -> None:
    done = sslgrade(*arguments)
    assert done.code == 0
    assert max(width(line) for line in done.out.splitlines()) <= 80
    positions = [done.out.index(f"\n{name}:\n") for name in ("Begin", "Practise", "When stuck")]
    assert positions == sorted(positions)
    assert "\n  check   Grade your code, and name what it computes instead.\n" in done.out


def test_version(sslgrade: Run) -> None:
    from sslgrade import __version__

    assert sslgrade("--version").out == f"sslgrade {__version__}\n"
