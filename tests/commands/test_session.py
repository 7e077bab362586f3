"""docs/session.md is a script: its commands are typed into a real terminal, its screens compared.

``SSLGRADE_WRITE_DOCS=1 pytest tests/commands/test_session.py`` writes the screens anew. What stands
behind the name of a block's language says what to do:

- ``console``: the first line is typed, then every ``answer``; the rest is what was printed;
- ``python file=PATH``: the block is saved as a file;
- ``text type=LINE until=TEXT`` or ``text key=K until=TEXT``: the whole screen, once it shows TEXT.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.commands.terminal import Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

DOCS = Path(__file__).parent.parent.parent / "docs" / "session.md"
BLOCK = re.compile(r"^```(?P<info>[a-z]+[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
MASKS = [
    (r"isolation L\d", "isolation L3"),
    (r"\d+\.\d\d s CPU", "0.08 s CPU"),
    (r"seed \d{5,}", "seed 1234567890"),
    (r"  +checked \d\d:\d\d:\d\d, \d+ ms", f"{'checked 12:00:00, 80 ms':>51}"),
    (r"\by\[\d, K=\d\]: you nan   expected -?[\d.e-]+", "y[0, K=0]: you nan   expected -1.7426"),
    (r"\n{5,}", "\n\n\n\n"),
]
"""What differs from run to run, and what stands for it in the docs."""


@dataclass(frozen=True)
class Block:
    """One block of the script."""

    language: str
    options: dict[str, str]
    answers: tuple[str, ...]
    body: str

    @classmethod
    def read(cls, found: re.Match[str]) -> Block:
        language, *words = shlex.split(found["info"])
        pairs = [word.partition("=")[::2] for word in words]
        answers = tuple(value for name, value in pairs if name == "answer")
        return cls(language, dict(pairs), answers, found["body"])

    def play(self, terminal: Terminal, folder: Path) -> str:
        """Do what the block says, and return its body as it should be."""
        if self.language == "python":
            (folder / self.options["file"]).write_text(self.body)
            return self.body
        if self.language == "console":
            printed = terminal.run(self.body.split("\n")[0].removeprefix("$ "), *self.answers)
            return masked(printed) + "\n"
        if "type" in self.options:
            terminal.clear()
            terminal.type(self.options["type"])
        elif "key" in self.options:
            terminal.keys(*self.options["key"].split())
        return masked(terminal.wait(self.options["until"], without="checking …").rstrip()) + "\n"


def masked(screen: str) -> str:
    for pattern, text in MASKS:
        screen = re.sub(pattern, text, screen)
    return screen


def played(text: str, terminal: Terminal, folder: Path) -> str:
    """Return the docs with every screen as it is today."""

    def anew(found: re.Match[str]) -> str:
        return f"```{found['info']}\n{Block.read(found).play(terminal, folder)}```"

    return BLOCK.sub(anew, text)


def test_the_session_of_the_docs(tmp_path: Path, terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("session", columns=80, lines=24)
    terminal.shell(tmp_path)
    written = DOCS.read_text(encoding="utf-8")
    today = played(written, terminal, tmp_path)
    if os.environ.get("SSLGRADE_WRITE_DOCS") == "1":
        DOCS.write_text(today, encoding="utf-8")
    assert today == written


def test_the_screen_of_the_readme_is_one_of_the_session() -> None:
    readme = (DOCS.parent.parent / "README.md").read_text(encoding="utf-8")
    screen = readme.split("```\n$ sslgrade check")[1].split("```")[0]
    assert f"```console\n$ sslgrade check{screen}```" in DOCS.read_text(encoding="utf-8")


def test_the_session_goes_all_the_way() -> None:
    """From init over a failing check, a hint and the mend to a pass, the next one, and the quiz."""
    text = DOCS.read_text(encoding="utf-8")
    marks = [
        *("$ sslgrade init", "$ sslgrade check", "This is exactly what", "$ sslgrade hint"),
        *("```python file=", "10 / 10", "$ sslgrade status", "$ sslgrade quiz", "✗ Not right."),
        *("✓ Right.", "sslgrade watch", "h gives a hint", "n goes on", "is not begun."),
    ]
    place = 0
    for mark in marks:
        place = text.index(mark, place) + 1
    lines = [line for found in BLOCK.finditer(text) for line in found["body"].split("\n")]
    assert max(map(len, lines)) <= 80
