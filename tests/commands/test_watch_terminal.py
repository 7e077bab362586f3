"""A learner's session in a real terminal, driven through tmux; nothing is faked here."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

MAIN = [sys.executable, "-c", "from sslgrade.commands import main; main()"]
HEAD = "import numpy as np\n\n\ndef log_softmax(x, *, axis=-1):\n    "
NAIVE = f"{HEAD}return np.log(np.exp(x) / np.exp(x).sum(axis, keepdims=True))\n"
RIGHT = f"""{HEAD}x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))
"""
PATIENCE_S = 30.0


@dataclass
class Terminal:
    """One terminal of 90 columns and 34 lines."""

    server: str
    log: Path

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self.server, "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "main")

    def keys(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "main", *keys)

    def wait(self, text: str, *, without: str = "\0", key: str = "") -> str:
        """Wait for a screen with a text; a key that is typed during a check is typed again."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            screen = self.screen()
            if text in screen and without not in screen:
                return screen
            if key and "checking …" not in screen:
                self.keys(key)
            time.sleep(0.3)
        raise AssertionError(f"{text!r} was not shown in {PATIENCE_S:.0f} s, but\n{self.screen()}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run([*MAIN, "init", "ws"], cwd=tmp_path, capture_output=True, check=True)
    return tmp_path / "ws"


@pytest.fixture
def open_in(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Open a terminal in which ``sslgrade watch`` runs; its exit code is written at the end."""
    server = f"sslgrade-{os.getpid()}"
    terminal = Terminal(server, tmp_path / "log")

    def start(folder: Path, *options: str) -> Terminal:
        command = shlex.join([*MAIN, "watch", *options])
        line = f"cd {shlex.quote(str(folder))} && {command}; echo left with $?; sleep 600"
        terminal.tmux("new-session", "-d", "-s", "main", "-x", "90", "-y", "34", line)
        return terminal

    yield start
    subprocess.run(["tmux", "-L", server, "kill-server"], capture_output=True, check=False)


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
