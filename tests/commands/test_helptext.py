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


def test_the_page_is_what_the_commands_print_today(tmp_path: Path) -> None:
    # In a process of its own: click keeps the help option of a command's first use.
    made = tmp_path / "commands.md"
    subprocess.run([sys.executable, "-m", "sslgrade.commands._helptext", str(made)], check=True)
    anew = "python -m sslgrade.commands._helptext docs/commands.md"
    assert DOCS.read_text("utf-8") == made.read_text("utf-8"), f"Write it anew: `{anew}`"


@pytest.mark.parametrize("words", [(), ("check",), ("author", "check")])
def test_the_page_holds_the_very_help(sslgrade: Run, words: tuple[str, ...]) -> None:
    done = sslgrade(*words, "--help")
    assert (done.code, done.err) == (0, "")
    title = " ".join(("sslgrade", *words))
    assert f"## {title}\n\n```text\n{done.out}```\n" in document()
