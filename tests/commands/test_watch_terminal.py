"""A learner's session in a real terminal, driven through tmux; nothing is faked here."""

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.commands.terminal import MAIN, Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

HEAD = "import numpy as np\n\n\ndef log_softmax(x, *, axis=-1):\n    "
NAIVE = f"{HEAD}return np.log(np.exp(x) / np.exp(x).sum(axis, keepdims=True))\n"
RIGHT = f"""{HEAD}x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run([*MAIN, "init", "ws"], cwd=tmp_path, capture_output=True, check=True)
    return tmp_path / "ws"


@pytest.fixture
def open_in(terminals: Callable[..., Terminal]) -> Callable[..., Terminal]:
    """Open a terminal in which ``sslgrade watch`` runs; its exit code is written at the end."""

    def start(folder: Path, *options: str) -> Terminal:
        terminal = terminals("watch")
        command = shlex.join([*MAIN, "watch", *options])
        terminal.start(f"cd {shlex.quote(str(folder))} && {command}; echo left with $?; sleep 600")
        return terminal

    return start


@pytest.mark.parametrize("options", [[], ["--poll"]])
def test_a_session(folder: Path, open_in: Callable[..., Terminal], options: list[str]) -> None:
    file = folder / "01_foundations" / "log_softmax.py"
    terminal = open_in(folder, *options)
    terminal.wait("log_softmax is not begun. Open 01_foundations/log_softmax.py")

    file.write_text(NAIVE)
    screen = terminal.wait("This is exactly what")
    assert "Next: mend it and save; h gives a hint" in screen
    assert screen.rstrip().endswith("x reset   e exit")

    terminal.wait("Your last check computed", key="h")

    file.write_text("def log_softmax(x:\n")
    assert "Python cannot read this file." in terminal.wait("never closed")

    fresh = file.with_name("4913")
    fresh.write_text(RIGHT)
    os.replace(fresh, file)
    assert "n goes on" in terminal.wait("s compares with the reference")

    terminal.wait("Reference (numpy)", key="s")
    following = terminal.wait("is not begun.", key="n")
    assert "log_softmax" not in following

    file.write_text(NAIVE)
    terminal.wait("This is exactly what")
    terminal.wait("Put the stub of log_softmax back?", key="x")
    terminal.keys("y")
    terminal.wait("01_foundations/log_softmax.py is the stub again.")
    assert "raise NotImplementedError" in file.read_text()

    shutil.rmtree(file.parent)
    terminal.wait("no file yet: sslgrade update", key="l")
    file.parent.mkdir()
    file.write_text(RIGHT)
    terminal.wait("s compares with the reference")

    terminal.keys("e")
    screen = terminal.wait("left with 0")
    assert "log_softmax · numpy" not in screen


def test_the_quiz_and_back(folder: Path, open_in: Callable[..., Terminal]) -> None:
    terminal = open_in(folder)
    terminal.wait("is not begun.")
    terminal.wait("1 of 5", key="q")
    terminal.keys("q", "Enter")
    terminal.wait("Enter goes back")
    terminal.keys("Enter")
    terminal.wait("is not begun.", without="Enter goes back")
    terminal.keys("C-c")
    terminal.wait("left with 0")


def test_a_check_that_runs_can_be_stopped_and_hears_no_keys(
    folder: Path, open_in: Callable[..., Terminal]
) -> None:
    terminal = open_in(folder)
    terminal.wait("is not begun.")
    (folder / "01_foundations" / "log_softmax.py").write_text(
        f"{HEAD}import time\n    time.sleep(3)\n    return x\n"
    )
    terminal.wait("checking …")
    terminal.keys("l")
    time.sleep(0.5)
    assert "checking …" in terminal.screen()
    terminal.keys("C-c")
    terminal.wait("left with 0")
