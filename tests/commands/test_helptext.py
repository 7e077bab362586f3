"""docs/commands.md is what ``--help`` prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands._helptext import document

Run = Callable[..., Any]
DOCS = Path(__file__).parent.parent.parent / "docs" / "commands.md"


def test_the_page_is_what_the_commands_print_today() -> None:
    anew = "python -m sslgrade.commands._helptext docs/commands.md"
    assert DOCS.read_text(encoding="utf-8") == document(), f"Write it anew: `{anew}`"


@pytest.mark.parametrize("words", [(), ("check",), ("author", "check")])
def test_the_page_holds_the_very_help(sslgrade: Run, words: tuple[str, ...]) -> None:
    done = sslgrade(*words, "--help")
    assert (done.code, done.err) == (0, "")
    title = " ".join(("sslgrade", *words))
    assert f"## {title}\n\n```text\n{done.out}```\n" in document()


def test_it_is_written_by_one_command(tmp_path: Path) -> None:
    made = tmp_path / "commands.md"
    program = [sys.executable, "-m", "sslgrade.commands._helptext", str(made)]
    subprocess.run(program, check=True)
    assert made.read_text(encoding="utf-8").startswith("# Commands\n")
