"""Every mistake of the table gets its message with the next step, and never a traceback."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from tests.commands.mistake_table import TABLE
from tests.commands.mistakes import OUTSIDE, PLACES, SUM, Mistake

from sslgrade.commands._group import cli
from sslgrade.report.text import width

Run = Callable[..., Any]


def unwrapped(text: str) -> str:
    """Return a message as one line; commands in it were never broken."""
    return " ".join(text.removeprefix("sslgrade: ").split())


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.place}: {row.typed}" for row in TABLE])
def test_every_mistake_is_told_with_the_next_step(
    sslgrade: Run,
    tmp_path: Path,
    content: Path,
    monkeypatch: pytest.MonkeyPatch,
    row: Mistake,
) -> None:
    if row.place.startswith(OUTSIDE):
        Path("s.py").write_text(SUM)
    else:
        assert sslgrade("init", "ssl").code == 0
        monkeypatch.chdir("ssl")
    PLACES[row.place](content, monkeypatch)
    done = sslgrade(*shlex.split(row.typed))
    said = re.sub(r"damaged-\d{8}T\d+", "damaged-NOW", unwrapped(done.err))
    assert said == row.says.format(here=Path.cwd(), content=content)
    assert (done.code, bool(done.out)) == (row.code, row.goes_on)
    assert "Traceback" not in done.out + done.err
    # A path is never broken: somebody will copy it.
    assert all(width(line) <= 80 for line in done.err.splitlines() if "/" not in line)


def test_the_table_is_large_and_has_every_command_and_no_row_twice() -> None:
    rows = {(row.place, row.typed) for row in TABLE}
    assert len(rows) == len(TABLE) >= 40
    commands = set(cli.list_commands(click.Context(cli)))
    assert commands - {row.typed.split()[0] for row in TABLE} <= LATER
    assert set(PLACES) == {row.place for row in TABLE}


LATER: set[str] = {"concept", "course", "lab"}
"""Commands whose mistakes are tested beside them."""
